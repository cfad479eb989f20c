package dev.tandem.media.rtp;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Decides which address a leg's media really comes from, without letting a stranger take the call
/// over (the attack known as RTP bleed).
///
/// The signalled address is believed at once. Another one is believed only within the first
/// packets, after [#NEEDED] packets in a row of one source, and gives way to the signalled address
/// until the matter is settled. Nothing moves a settled leg except a new remote ([#reopen]). The
/// answer `SETTLE` is the caller's cue to connect its socket, so the kernel refuses strangers.
public final class LatchGuard {
  public enum Decision {
    /// Play it.
    ACCEPT,
    /// Play it, and from now on hear nobody else.
    SETTLE,
    /// Not ours, or not proven yet.
    REFUSE
  }

  /// Packets in a row that prove an address nobody signalled.
  public static final int NEEDED = 3;

  /// Packets in a row with which the source of before comes back after a new remote was given.
  public static final int NEEDED_AGAIN = 50;

  /// Unproven packets after which only the signalled address is believed.
  public static final int WINDOW = 200;

  private static final long SETTLE_NANOS = 2_000_000_000L;

  private @Nullable InetSocketAddress signalled;
  private @Nullable InetSocketAddress active;
  private @Nullable InetSocketAddress previous;
  private @Nullable InetSocketAddress candidate;
  private int candidateSsrc;
  private int candidateNext;
  private int candidateRun;
  private int unproven;
  private long provisionalSince;
  private boolean settled;

  /// Gives the address that signalling named, null for none. An unchanged one changes nothing. True
  /// when the leg looks for its source anew, so that the caller disconnects its socket.
  public boolean reopen(@Nullable InetSocketAddress remote) {
    if (Objects.equals(remote, signalled)) {
      return false;
    }
    signalled = remote;
    if (active != null && active.equals(remote)) {
      return false;
    }
    previous = active;
    active = null;
    candidate = null;
    candidateRun = 0;
    unproven = 0;
    settled = false;
    return true;
  }

  public Decision onPacket(InetSocketAddress source, int ssrc, int sequence, long nowNanos) {
    if (settled) {
      return source.equals(active) ? Decision.ACCEPT : Decision.REFUSE;
    }
    if (source.equals(signalled)) {
      return settle(source);
    }
    if (active != null) {
      return source.equals(active) ? ofProvisional(source, nowNanos) : Decision.REFUSE;
    }
    return unproven >= WINDOW ? Decision.REFUSE : prove(source, ssrc, sequence, nowNanos);
  }

  private Decision settle(InetSocketAddress source) {
    active = source;
    settled = true;
    return Decision.SETTLE;
  }

  private Decision ofProvisional(InetSocketAddress source, long nowNanos) {
    boolean waited = nowNanos - provisionalSince > SETTLE_NANOS;
    return waited && signalled != null ? settle(source) : Decision.ACCEPT;
  }

  private Decision prove(InetSocketAddress source, int ssrc, int sequence, long nowNanos) {
    unproven++;
    boolean goesOn = source.equals(candidate) && ssrc == candidateSsrc && sequence == candidateNext;
    candidateRun = goesOn ? candidateRun + 1 : 1;
    candidate = source;
    candidateSsrc = ssrc;
    candidateNext = (sequence + 1) & 0xffff;
    if (candidateRun < (source.equals(previous) ? NEEDED_AGAIN : NEEDED)) {
      return Decision.REFUSE;
    }
    active = source;
    provisionalSince = nowNanos;
    return Decision.ACCEPT;
  }

  /// Where to send: what is believed, else what was signalled.
  public @Nullable InetSocketAddress destination() {
    return active != null ? active : signalled;
  }

  /// Where media comes from; null while nothing was believed.
  public @Nullable InetSocketAddress active() {
    return active;
  }

  public boolean settled() {
    return settled;
  }
}
