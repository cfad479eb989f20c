package dev.tandem.sdp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One `m=` section (RFC 8866 §5.14).
///
/// @param type `audio`, `video`, …
/// @param port 0–65535; 0 says the stream is not wanted
/// @param protocol `RTP/AVP`, `RTP/SAVPF`, …
/// @param formats at least one; payload types as text where the protocol is RTP
/// @param connection of this section, null when the session's applies
/// @param lines everything after the `m=` line, in order, `c=` included
public record Media(
    String type,
    int port,
    String protocol,
    List<String> formats,
    @Nullable Connection connection,
    List<Line> lines) {

  public Media {
    formats = List.copyOf(formats);
    lines = List.copyOf(lines);
  }

  /// The value of the first attribute of that name, `""` for a flag, null when there is none.
  public @Nullable String attribute(String name) {
    return SessionDescription.attribute(lines, name);
  }

  /// What the payload type stands for: its `a=rtpmap`, else its static meaning (RFC 3551 §6), null
  /// when neither is known or the stream is not mono.
  @Nullable Format format(String payloadType) {
    int number = Numbers.within(payloadType, 0, 127);
    if (number < 0) {
      return null;
    }
    String map = rtpmap(payloadType);
    if (map != null) {
      return mapped(number, map);
    }
    return switch (number) {
      case 0 -> Format.PCMU;
      case 8 -> Format.PCMA;
      case 9 -> new Format(9, "G722", 8000);
      case 18 -> new Format(18, "G729", 8000);
      default -> null; // dynamic without a map, or a codec nobody here speaks
    };
  }

  /// The name of what the payload type stands for, however many channels it has.
  Optional<String> encoding(String payloadType) {
    String map = rtpmap(payloadType);
    if (map != null) {
      return Optional.of(map.split("/", 2)[0]).filter(it -> !it.isEmpty());
    }
    return switch (payloadType) {
      case "0" -> Optional.of("PCMU");
      case "3" -> Optional.of("GSM");
      case "8" -> Optional.of("PCMA");
      case "9" -> Optional.of("G722");
      case "18" -> Optional.of("G729");
      default -> Optional.empty(); // dynamic without a map, or one that hardly anybody speaks
    };
  }

  private @Nullable String rtpmap(String payloadType) {
    for (Line line : lines) {
      String map = line.attribute("rtpmap");
      if (map != null && map.startsWith(payloadType + " ")) {
        return map.substring(payloadType.length() + 1).strip();
      }
    }
    return null;
  }

  private static @Nullable Format mapped(int number, String encoding) {
    String[] parts = encoding.split("/", -1);
    if (parts.length < 2 || parts[0].isEmpty()) {
      return null;
    }
    int rate = Numbers.within(parts[1], 1, 384_000);
    boolean mono = parts.length == 2 || parts[2].equals("1") || parts[0].equalsIgnoreCase("opus");
    return rate < 0 || !mono ? null : new Format(number, parts[0], rate);
  }

  String head() {
    return "m=" + type + " " + port + " " + protocol + " " + String.join(" ", formats);
  }
}
