package dev.tandem.media.rtcp;

/// Wall-clock time in NTP's format (RFC 3550 §4), carried on by the monotonic clock so that a step
/// of the wall clock does not spoil round-trip times.
public final class NtpClock {
  private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;

  private final long originNanos;
  private final long originEpochNanos;

  /// @param nanoTime the monotonic clock at the moment of `epochMillis`
  public NtpClock(long nanoTime, long epochMillis) {
    originNanos = nanoTime;
    originEpochNanos = epochMillis * 1_000_000;
  }

  /// Seconds since 1900 in the upper half, fraction in the lower.
  public long at(long nanoTime) {
    long nanos = originEpochNanos + (nanoTime - originNanos);
    long seconds = nanos / 1_000_000_000 + SECONDS_1900_TO_1970;
    long fraction = (nanos % 1_000_000_000 << 32) / 1_000_000_000;
    return seconds << 32 | fraction;
  }

  /// The middle 32 bits, as LSR and DLSR use them: units of 1/65536 s.
  public static int middle(long ntp) {
    return (int) (ntp >>> 16);
  }
}
