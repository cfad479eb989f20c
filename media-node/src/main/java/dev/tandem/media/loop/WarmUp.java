package dev.tandem.media.loop;

import dev.tandem.media.rtp.RtpPacket;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A synthetic call before the first real one, so that the paths are compiled, the rare ones (gaps,
/// events, another source, noise) included: their first use later would throw compiled code away.
/// It uses sockets on the loopback address and runs on the loop's thread.
///
/// @param lasts zero for none
public record WarmUp(Duration lasts) {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final int LEGS = 12;

  void run(MediaLoop loop, IoKind kind) {
    if (lasts.isZero()) {
      return;
    }
    var call = new Call(loop, kind);
    try {
      call.open();
      long end = System.nanoTime() + lasts.toNanos();
      for (int i = 0; System.nanoTime() - end < 0; i++) {
        call.step(i);
      }
    } catch (IOException e) {
      log.info("no warm-up: {}", e.toString());
    } finally {
      call.close();
    }
  }

  private static final class Call {
    private final MediaLoop loop;
    private final IoKind kind;
    private final List<Leg> legs = new ArrayList<>();
    private final List<MediaSocket> peers = new ArrayList<>();
    private final Datagram datagram = new Datagram();
    private long version;

    Call(MediaLoop loop, IoKind kind) {
      this.loop = loop;
      this.kind = kind;
    }

    private MediaSocket bind() throws IOException {
      return kind.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    void open() throws IOException {
      for (int i = 0; i < LEGS; i++) {
        MediaSocket peer = bind();
        peers.add(peer);
        Leg leg = new Leg(new LegId("0-warmupcall." + i), bind(), bind(), loop, loop.random);
        legs.add(leg);
        peer.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), leg.rtpSocket().localPort()));
        loop.attach(leg, plan(i));
      }
    }

    /// Four relay in pairs, five share a room, one each hears itself, a tone, silence.
    private LegPlan plan(int i) {
      Treatment treatment =
          switch (i) {
            case 0, 1 -> Treatment.bridge(new BridgeId("0-warmup-a"));
            case 2, 3 -> Treatment.bridge(new BridgeId("0-warmup-b"));
            case 4 -> Treatment.ECHO;
            case 5 -> Treatment.tone(440);
            case 6 -> Treatment.SILENCE;
            default -> Treatment.bridge(new BridgeId("0-warmup-c"));
          };
      int port = peers.get(i).localPort();
      boolean mu = i % 3 != 0;
      var remote =
          new LegRemote(
              "127.0.0.1", port, port, mu ? 0 : 8, mu ? "PCMU" : "PCMA", 8000, 101, 20, true, true);
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new LegPlan(version++, remote, address, address, treatment, Muting.NONE, null, loop);
    }

    void step(int step) {
      for (int i = 0; i < LEGS; i++) {
        if (step % 20 == i && (step + i) % 37 != 0) {
          send(peers.get(i), i, step / 20);
        }
        while (peers.get(i).receive(datagram) > 0) {
          datagram.source = null;
        }
      }
      loop.oneBeat(System.nanoTime());
    }

    private void send(MediaSocket peer, int i, int frame) {
      int type = frame % 50 == 7 ? 101 : i % 3 == 0 ? 8 : 0;
      int ssrc = frame / 400 + i;
      RtpPacket.write(datagram.bytes, type, frame == 0, frame, frame * 160, ssrc);
      peer.send(datagram, frame % 90 == 11 ? 7 : 172);
    }

    void close() {
      legs.forEach(loop::discard);
      peers.forEach(Call::closeQuietly);
    }

    private static void closeQuietly(MediaSocket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        log.debug("closing a warm-up socket", e);
      }
    }
  }
}
