package dev.tandem.sip.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.sip.transport.Cast;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.MessageSink;
import dev.tandem.sip.transport.SipTransports;
import dev.tandem.sip.transport.TransportCounters;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GarbageTest {
  static final long SEED = 20_261_120;
  static final int DATAGRAMS = 10_000;
  static final String LAST = "the-last-call";

  final LinkedBlockingQueue<String> last = new LinkedBlockingQueue<>();
  final GuardCounters guard = new GuardCounters();
  final TransportCounters transport = new TransportCounters();

  final MessageSink next =
      new MessageSink() {
        @Override
        public void onMessage(Flow flow, byte[] message) {
          if (Requests.text(message).contains(LAST)) {
            last.add(Requests.text(message));
          }
        }

        @Override
        public void onClosed(Flow flow) {}
      };

  @Test
  void tenThousandMutatedDatagramsLeaveTheNodeServing() throws Exception {
    var sink =
        new GuardedSink(
            next,
            Requests.LIMITS,
            ReplyBudget.from(ConfigFactory.load()),
            new Admission(AdmissionSettings.from(ConfigFactory.load()), new Random(1)),
            (_, _) -> true, // every INVITE passes: it is the scan that is tried here
            guard,
            System::nanoTime);
    try (var transports = SipTransports.bind(Cast.anyPort(), sink, transport);
        var peer = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      InetSocketAddress to = transports.listeners().getFirst().address();
      flood(peer, to);
      byte[] good = Requests.bytes(Requests.invite().replace("Call-ID: c1", "Call-ID: " + LAST));
      for (int i = 0; i < 100 && last.isEmpty(); i++) { // the flood may have filled the socket
        peer.send(new DatagramPacket(good, good.length, to));
        String seen = last.poll(100, TimeUnit.MILLISECONDS);
        if (seen != null) {
          last.add(seen);
        }
      }

      assertThat(last).as("seed %s, counters %s", SEED, guard.all()).isNotEmpty();
      assertThat(transport.of(TransportCounters.Kind.SINK_FAILED)).as("seed %s", SEED).isZero();
      long judged = guard.of("passed") + refused();
      assertThat(judged).isEqualTo(transport.of(TransportCounters.Kind.UDP_IN));
      assertThat(judged).isGreaterThan(DATAGRAMS / 2);
      assertThat(refused()).isGreaterThan(DATAGRAMS / 10);
      assertThat(guard.of("replied")).isPositive().isLessThan(1_000);
    }
  }

  private long refused() {
    long sum = guard.of("ack-absorbed");
    for (Fault fault : Fault.values()) {
      sum += guard.of("rejected-" + fault.metric()) + guard.of("dropped-" + fault.metric());
    }
    return sum;
  }

  private static void flood(DatagramSocket peer, InetSocketAddress to) throws Exception {
    var random = new Random(SEED);
    var seeds = new ArrayList<byte[]>();
    for (String file : TortureTest.cases()) {
      seeds.add(Files.readAllBytes(TortureTest.root().resolve(file)));
    }
    for (int i = 0; i < DATAGRAMS; i++) {
      byte[] message = mutated(seeds.get(random.nextInt(seeds.size())), random);
      peer.send(new DatagramPacket(message, message.length, to));
    }
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int n = random.nextInt(6); n > 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "\r\n \t:;,<>\"\\=".charAt(random.nextInt(12));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          int length = Math.min(random.nextInt(40), bytes.length - at);
          System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
        }
        default -> throw new AssertionError();
      }
    }
    return bytes;
  }
}
