package dev.tandem.sdp;

import java.util.List;

/// What our side can do on an audio stream.
///
/// @param formats in our order of preference, at least one
/// @param telephoneEvent whether DTMF by RFC 4733 is wanted
/// @param packetMs packet length we ask for and send when the peer has no wish, 10–60 ms
public record LocalAudio(List<Format> formats, boolean telephoneEvent, int packetMs) {
  /// G.711, both laws, DTMF events, 20 ms: what every phone can do.
  public static final LocalAudio G711 = new LocalAudio(List.of(Format.PCMU, Format.PCMA), true, 20);

  public LocalAudio {
    formats = List.copyOf(formats);
    if (formats.isEmpty()) {
      throw new IllegalArgumentException("local audio needs a format");
    }
    if (packetMs < 10 || packetMs > 60) {
      throw new IllegalArgumentException("packet length must be 10 to 60 ms, is " + packetMs);
    }
  }
}
