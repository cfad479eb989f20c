package dev.tandem.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One RTP payload format.
///
/// @param payloadType 0–127
/// @param encoding name as in `a=rtpmap`, compared without case
/// @param clockRate Hz
public record Format(int payloadType, String encoding, int clockRate) {
  public static final Format PCMU = new Format(0, "PCMU", 8000);
  public static final Format PCMA = new Format(8, "PCMA", 8000);

  /// DTMF as RFC 4733 events, with the number we offer it under.
  public static final Format TELEPHONE_EVENT = new Format(101, "telephone-event", 8000);

  private static final List<Format> KNOWN = List.of(PCMU, PCMA);

  public Format {
    if (payloadType < 0 || payloadType > 127 || encoding.isEmpty() || clockRate <= 0) {
      throw new IllegalArgumentException(payloadType + " " + encoding + "/" + clockRate);
    }
  }

  /// The codec of that name, under the number we offer it with; null when we have none.
  public static @Nullable Format named(String encoding) {
    for (Format known : KNOWN) {
      if (known.encoding.equalsIgnoreCase(encoding)) {
        return known;
      }
    }
    return null;
  }

  /// Whether both mean the same sound, whatever number each side gave it.
  boolean means(Format other) {
    return clockRate == other.clockRate && encoding.equalsIgnoreCase(other.encoding);
  }

  boolean isTelephoneEvent() {
    return encoding.equalsIgnoreCase(TELEPHONE_EVENT.encoding);
  }
}
