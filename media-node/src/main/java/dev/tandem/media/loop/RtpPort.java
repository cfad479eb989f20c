package dev.tandem.media.loop;

import dev.tandem.media.rtp.LatchGuard;
import dev.tandem.media.rtp.RtpPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A leg's RTP socket and whom it talks to: unconnected while the source is being found, connected
/// once it is settled.
final class RtpPort {
  /// Pause in sending after the network refused: each refusal costs an exception.
  private static final long MUTE_NANOS = 100_000_000;

  final MediaSocket socket;
  private final LatchGuard guard = new LatchGuard();
  private boolean connected;
  private boolean muted;
  private long mutedUntil;

  RtpPort(MediaSocket socket) {
    this.socket = socket;
  }

  void remote(@Nullable InetSocketAddress signalled) {
    if (guard.reopen(signalled) && connected) {
      socket.disconnect();
      connected = false;
    }
  }

  /// Whether the packet just received is the peer's.
  boolean believes(Datagram datagram, RtpPacket packet, long now) {
    return connected || judge(datagram, packet, now);
  }

  private boolean judge(Datagram datagram, RtpPacket packet, long now) {
    InetSocketAddress source = datagram.source;
    if (source == null) {
      return false;
    }
    return switch (guard.onPacket(source, packet.ssrc(), packet.sequence(), now)) {
      case ACCEPT -> true;
      case REFUSE -> false;
      case SETTLE -> {
        connected = socket.connect(source);
        yield true;
      }
    };
  }

  /// True when the packet was handed to the network.
  boolean send(Datagram from, int length, long now, LoopCounters counters) {
    if (muted && now - mutedUntil < 0) {
      return false;
    }
    muted = false;
    int sent = connected ? socket.send(from, length) : sendUnconnected(from, length);
    if (sent > 0) {
      return true;
    }
    failed(sent, now, counters);
    return false;
  }

  private int sendUnconnected(Datagram from, int length) {
    InetSocketAddress to = guard.destination();
    return to == null ? 0 : socket.sendTo(from, length, to);
  }

  private void failed(int sent, long now, LoopCounters counters) {
    if (sent == MediaSocket.REFUSED) {
      refused(now, counters);
    } else {
      counters.sendBufferFull++;
    }
  }

  void refused(long now, LoopCounters counters) {
    counters.refusedByNetwork++;
    muted = true;
    mutedUntil = now + MUTE_NANOS;
  }

  boolean hasDestination() {
    return guard.destination() != null;
  }

  @Nullable InetSocketAddress active() {
    return guard.active();
  }

  @Nullable InetSocketAddress destination() {
    return guard.destination();
  }
}
