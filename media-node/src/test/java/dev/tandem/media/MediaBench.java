package dev.tandem.media;

import com.typesafe.config.ConfigFactory;
import dev.tandem.media.codec.G711;
import dev.tandem.media.pool.MediaEvents;
import dev.tandem.media.pool.MediaPool;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.Treatment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/// CPU of the loop thread for relayed packets and for participants in rooms of ten, on real
/// sockets, with the generator in the same process on a thread of its own. A figure to compare, not
/// a test.
///
/// Arguments: `relay|conference|echo`, legs, seconds, settings (HOCON inside `tandem.media`).
public final class MediaBench {
  private record Phone(DatagramChannel socket, int leg) {}

  private MediaBench() {}

  public static void main(String[] arguments) throws Exception {
    String what = arguments[0];
    int legs = Integer.parseInt(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    String settings = arguments.length > 3 ? arguments[3] : "";
    var kit = ActorTestKit.create();
    var config =
        ConfigFactory.parseString(
                "tandem.media { loops = [{}], max-load-percent = 100, rtp-port-min = 22000,"
                    + " rtp-port-max = 31999, max-legs = 5000, "
                    + settings
                    + " }")
            .withFallback(ConfigFactory.parseResources("reference.conf"))
            .resolve();
    try (var node = MediaNode.start(MediaSettings.from(config))) {
      var phones = open(kit, node, what, legs);
      run(phones, 5);
      var before = node.metrics().loops().getFirst();
      long cpu = loopCpu();
      long bytes = loopBytes();
      long start = System.nanoTime();
      long late = run(phones, seconds);
      double wall = (System.nanoTime() - start) / 1e9;
      cpu = loopCpu() - cpu;
      bytes = loopBytes() - bytes;
      var after = node.metrics().loops().getFirst();
      long in = after.counters().packetsIn() - before.counters().packetsIn();
      long out = after.counters().packetsOut() - before.counters().packetsOut();
      var lateness = after.lateness().since(before.lateness());
      System.out.printf(
          "%s n=%d io=%s cpu=%.1f%% us_per_packet=%.2f in=%d out=%d expected=%d"
              + " bytes_per_packet=%.2f late_us p50=%d p99=%d p99.9=%d generator_late_ms=%d"
              + " stalls=%d%n",
          what,
          legs,
          node.settings().io(),
          cpu / wall / 1e7,
          cpu / 1e3 / Math.max(1, in),
          in,
          out,
          (long) (legs * 50 * wall),
          (double) bytes / Math.max(1, in),
          lateness.percentileMicros(0.5),
          lateness.percentileMicros(0.99),
          lateness.percentileMicros(0.999),
          late / 1_000_000,
          after.counters().stalls());
    }
    kit.shutdownTestKit();
  }

  private static List<Phone> open(ActorTestKit kit, MediaNode node, String what, int legs)
      throws IOException {
    var pool = kit.spawn(MediaPool.create(node, new NoEvents()));
    var probe = kit.<MediaReply>createTestProbe();
    var phones = new ArrayList<Phone>();
    for (int i = 0; i < legs; i++) {
      var socket = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
      socket.configureBlocking(false);
      int port = socket.socket().getLocalPort();
      var remote = new LegRemote("127.0.0.1", port, port, 0, "PCMU", 8000, -1, 20, true, true);
      Treatment treatment =
          switch (what) {
            case "relay" -> Treatment.bridge(new BridgeId("1-b" + i / 2));
            case "conference" -> Treatment.bridge(new BridgeId("1-b" + i / 10));
            default -> Treatment.ECHO;
          };
      pool.tell(
          new MediaCommand.Open(
              new LegId("1-benchbench" + i + ".1"), remote, treatment, null, probe.getRef()));
      var opened = (MediaReply.Opened) probe.receiveMessage(Duration.ofSeconds(20));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), opened.rtpPort()));
      phones.add(new Phone(socket, i));
    }
    return phones;
  }

  private static final class NoEvents implements MediaEvents {
    @Override
    public void legSilent(LegId leg, Duration silentFor) {}

    @Override
    public void auditLeg(LegId leg) {}
  }

  private static int frame;

  /// Every leg a packet each 20 ms, in 20 groups a millisecond apart. What comes back is left to
  /// the sockets' buffers and emptied now and then. Returns how late the generator was at worst,
  /// ns.
  private static long run(List<Phone> phones, int seconds) throws IOException {
    ByteBuffer packet = ByteBuffer.allocateDirect(172);
    ByteBuffer sink = ByteBuffer.allocateDirect(2048);
    packet.put(0, (byte) 0x80);
    for (int i = 12; i < 172; i++) {
      packet.put(i, G711.PCMU.encode((short) (4000 * Math.sin(i))));
    }
    long due = System.nanoTime();
    long worst = 0;
    for (int slice = 0; slice < seconds * 1000; slice++) {
      due += 1_000_000;
      long now;
      while ((now = System.nanoTime()) < due) {
        LockSupport.parkNanos(due - now);
      }
      worst = Math.max(worst, now - due);
      for (int i = slice % 20; i < phones.size(); i += 20) {
        var phone = phones.get(i);
        packet.clear();
        packet.putShort(2, (short) frame).putInt(4, frame * 160).putInt(8, phone.leg());
        phone.socket().write(packet);
        sink.clear();
        phone.socket().read(sink);
      }
      frame += slice % 20 == 19 ? 1 : 0;
    }
    return worst;
  }

  private static long loopThread() {
    var threads = ManagementFactory.getThreadMXBean();
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().equals("media-loop-0")) {
        return id;
      }
    }
    throw new IllegalStateException("no loop thread");
  }

  private static long loopCpu() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(loopThread());
  }

  private static long loopBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(loopThread());
  }
}
