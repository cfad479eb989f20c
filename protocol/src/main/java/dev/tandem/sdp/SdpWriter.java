package dev.tandem.sdp;

import java.util.ArrayList;
import java.util.List;

/// Writes our own descriptions. `t=` must be given before the first stream.
final class SdpWriter {
  private final StringBuilder text = new StringBuilder(384);

  /// @throws IllegalArgumentException when `host` is not numeric: it is ours, so that is our
  ///   mistake
  SdpWriter(Origin origin, String host) {
    String type = host.indexOf(':') >= 0 ? "IP6" : "IP4";
    if (new Connection(type, host).problem() != null) {
      throw new IllegalArgumentException("media host must be a numeric unicast address: " + host);
    }
    String address = "IN " + type + " " + host;
    line("v=0");
    line("o=- " + origin.id() + " " + origin.version() + " " + address);
    line("s=-");
    line("c=" + address);
  }

  SdpWriter timing(String value) {
    return line("t=" + value);
  }

  /// An answer repeats the offer's `t=` (RFC 3264 §6).
  SdpWriter timingOf(SessionDescription offer) {
    List<Line> times = offer.lines().stream().filter(line -> line.type() == 't').toList();
    if (times.isEmpty()) {
      return timing("0 0");
    }
    times.forEach(time -> timing(time.value()));
    return this;
  }

  SdpWriter audio(
      int port, List<Format> formats, int eventType, int packetMs, Direction direction) {
    var payloads = new ArrayList<Format>(formats);
    if (eventType >= 0) {
      Format event = Format.TELEPHONE_EVENT;
      int rate = formats.getFirst().clockRate();
      payloads.add(new Format(eventType, event.encoding(), rate));
    }
    text.append("m=audio ").append(port).append(" RTP/AVP");
    payloads.forEach(payload -> text.append(' ').append(payload.payloadType()));
    line("");
    for (Format payload : payloads) {
      String name = payload.encoding() + "/" + payload.clockRate();
      line("a=rtpmap:" + payload.payloadType() + " " + name);
    }
    if (eventType >= 0) {
      line("a=fmtp:" + eventType + " 0-15");
    }
    line("a=ptime:" + packetMs);
    return line("a=" + direction.attribute());
  }

  /// Of the stream before.
  SdpWriter attributes(List<String> attributes) {
    attributes.forEach(attribute -> line("a=" + attribute));
    return this;
  }

  /// Port 0 in the same place, with the formats as offered (RFC 3264 §6).
  SdpWriter refused(Media offered) {
    String formats = String.join(" ", offered.formats());
    return line("m=" + offered.type() + " 0 " + offered.protocol() + " " + formats);
  }

  String text() {
    return text.toString();
  }

  private SdpWriter line(String line) {
    text.append(line).append("\r\n");
    return this;
  }
}
