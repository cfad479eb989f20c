package dev.tandem.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session description as a peer sent it. Nothing is lost: lines nobody here understands are kept
/// and printed again.
///
/// @param lines the session level, in order, from `v=0` on
/// @param connection of the session, null when only its media have one
/// @param media in the order of the `m=` lines, at most [#MAX_MEDIA]
public record SessionDescription(
    List<Line> lines, @Nullable Connection connection, List<Media> media) {
  public static final int MAX_CHARACTERS = 8 * 1024;
  public static final int MAX_LINES = 400;
  public static final int MAX_MEDIA = 16;

  /// Payload types are numbers up to 127, so no honest list is longer.
  public static final int MAX_FORMATS = 128;

  public SessionDescription {
    lines = List.copyOf(lines);
    media = List.copyOf(media);
  }

  /// Reads RFC 8866 text with CRLF or LF line ends. Lenient where phones are careless (missing `s=`
  /// or `t=`, unknown letters, blank lines), strict where a guess would send media astray.
  public static Parsed<SessionDescription> parse(String text) {
    return new SdpParser().parse(text);
  }

  /// The value of the first session-level attribute of that name, `""` for a flag, null if none.
  public @Nullable String attribute(String name) {
    return attribute(lines, name);
  }

  /// The codecs of the first audio stream, in its order, by their names as in `a=rtpmap`; each name
  /// once, `telephone-event` not at all, nor payload types that nothing says the meaning of.
  public List<String> audioCodecs() {
    for (Media section : media) {
      if (section.type().equalsIgnoreCase("audio")) {
        return section.formats().stream()
            .flatMap(it -> section.encoding(it).stream())
            .filter(it -> !it.equalsIgnoreCase(Format.TELEPHONE_EVENT.encoding()))
            .distinct()
            .toList();
      }
    }
    return List.of();
  }

  /// The value of the `o=` line. Two descriptions of one peer with the same value are the same.
  public String origin() {
    for (Line line : lines) {
      if (line.type() == 'o') {
        return line.value();
      }
    }
    throw new IllegalStateException("a description without o= cannot be made by the parser");
  }

  /// What applies to a section: its own `c=`, else the session's.
  @Nullable Connection connectionOf(Media section) {
    return section.connection() != null ? section.connection() : connection;
  }

  /// The text again, with CRLF line ends.
  public String print() {
    var text = new StringBuilder(512);
    lines.forEach(line -> text.append(line).append("\r\n"));
    for (Media section : media) {
      text.append(section.head()).append("\r\n");
      section.lines().forEach(line -> text.append(line).append("\r\n"));
    }
    return text.toString();
  }

  static @Nullable String attribute(List<Line> lines, String name) {
    for (Line line : lines) {
      String value = line.attribute(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
