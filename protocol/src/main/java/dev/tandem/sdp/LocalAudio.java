package dev.tandem.sdp;

import java.util.List;

/// What our side can do on an audio stream.
///
/// @param formats in our order of preference, at least one
/// @param telephoneEvent whether DTMF by RFC 4733 is wanted
/// @param packetMs packet length we ask for and send when the peer has no wish, 10–60 ms
/// @param oursFirst whether our order counts in an answer of ours, else the offerer's
/// @param required what the peer has to list, or there is no agreement
/// @param attributes further ones of our stream, as `NAME:VALUE`
public record LocalAudio(
    List<Format> formats,
    boolean telephoneEvent,
    int packetMs,
    boolean oursFirst,
    List<Format> required,
    List<String> attributes) {
  /// G.711, both laws, DTMF events, 20 ms: what every phone can do.
  public static final LocalAudio G711 = new LocalAudio(List.of(Format.PCMU, Format.PCMA), true, 20);

  /// In the offerer's order.
  public LocalAudio(List<Format> formats, boolean telephoneEvent, int packetMs) {
    this(formats, telephoneEvent, packetMs, false, List.of(), List.of());
  }

  /// That format alone.
  public LocalAudio only(Format format) {
    return new LocalAudio(
        List.of(format), telephoneEvent, packetMs, oursFirst, required, attributes);
  }

  public LocalAudio {
    formats = List.copyOf(formats);
    required = List.copyOf(required);
    attributes = List.copyOf(attributes);
    if (formats.isEmpty()) {
      throw new IllegalArgumentException("local audio needs a format");
    }
    if (packetMs < 10 || packetMs > 60) {
      throw new IllegalArgumentException("packet length must be 10 to 60 ms, is " + packetMs);
    }
  }
}
