package dev.tandem.sip.message;

import dev.tandem.protocol.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The header lines of a message as they came: unfolded, compact names spelled out, in order. What
/// a response copies is copied from here, byte for byte, instead of being printed anew.
final class HeaderLines {
  private static final Map<String, String> COMPACT =
      Map.ofEntries(
          Map.entry("a", "Accept-Contact"),
          Map.entry("b", "Referred-By"),
          Map.entry("c", "Content-Type"),
          Map.entry("e", "Content-Encoding"),
          Map.entry("f", "From"),
          Map.entry("i", "Call-ID"),
          Map.entry("k", "Supported"),
          Map.entry("l", "Content-Length"),
          Map.entry("m", "Contact"),
          Map.entry("o", "Event"),
          Map.entry("r", "Refer-To"),
          Map.entry("s", "Subject"),
          Map.entry("t", "To"),
          Map.entry("u", "Allow-Events"),
          Map.entry("v", "Via"),
          Map.entry("x", "Session-Expires"));

  private final String startLine;
  private final List<Header> lines;
  private final int bodyStart;

  private HeaderLines(String startLine, List<Header> lines, int bodyStart) {
    this.startLine = startLine;
    this.lines = List.copyOf(lines);
    this.bodyStart = bodyStart;
  }

  /// Null when there is no empty line after the header, a line without a colon, or a NUL.
  static @Nullable HeaderLines of(byte[] message) {
    int start = skipEmptyLines(message);
    int end = endOfHeader(message, start);
    if (end < 0) {
      return null;
    }
    String text = new String(message, start, end - start, StandardCharsets.UTF_8);
    return text.indexOf('\0') >= 0 ? null : split(text, end);
  }

  private static @Nullable HeaderLines split(String text, int end) {
    var lines = new ArrayList<Header>(16);
    int from = text.indexOf("\r\n");
    String startLine = text.substring(0, from);
    from += 2;
    while (from < text.length()) {
      int to = endOfLine(text, from);
      Header line = line(text.substring(from, to));
      if (line == null) {
        return null;
      }
      lines.add(line);
      from = to + 2;
    }
    // The blank line itself is two bytes behind `end`.
    return new HeaderLines(startLine, lines, end + 2);
  }

  /// RFC 3261 §7.3.1: a line that begins with white space continues the one before.
  private static int endOfLine(String text, int from) {
    int to = text.indexOf("\r\n", from);
    while (to + 2 < text.length() && (text.charAt(to + 2) == ' ' || text.charAt(to + 2) == '\t')) {
      to = text.indexOf("\r\n", to + 2);
    }
    return to;
  }

  private static @Nullable Header line(String line) {
    int colon = line.indexOf(':');
    if (colon <= 0) {
      return null;
    }
    String name = line.substring(0, colon).strip();
    String value = line.substring(colon + 1).strip();
    if (hasLineBreak(value)) {
      value = value.replaceAll("[ \t]*\r\n[ \t]+", " ");
    }
    boolean broken = name.isEmpty() || hasLineBreak(name) || hasLineBreak(value);
    return broken ? null : new Header(fullName(name), value);
  }

  private static boolean hasLineBreak(String text) {
    return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
  }

  private static String fullName(String name) {
    if (name.length() > 1) {
      return name;
    }
    return COMPACT.getOrDefault(name.toLowerCase(Locale.ROOT), name);
  }

  private static int skipEmptyLines(byte[] message) {
    int at = 0;
    while (at + 1 < message.length && message[at] == '\r' && message[at + 1] == '\n') {
      at += 2;
    }
    return at;
  }

  /// Index just behind the CRLF of the last header line, -1 when there is no blank line.
  private static int endOfHeader(byte[] message, int start) {
    for (int at = start; at + 3 < message.length; at++) {
      if (message[at] == '\r'
          && message[at + 1] == '\n'
          && message[at + 2] == '\r'
          && message[at + 3] == '\n') {
        return at + 2;
      }
    }
    return -1;
  }

  String startLine() {
    return startLine;
  }

  List<Header> all() {
    return lines;
  }

  int bodyStart() {
    return bodyStart;
  }

  int count(String name) {
    int count = 0;
    for (Header line : lines) {
      if (line.name().equalsIgnoreCase(name)) {
        count++;
      }
    }
    return count;
  }

  @Nullable String first(String name) {
    for (Header line : lines) {
      if (line.name().equalsIgnoreCase(name)) {
        return line.value();
      }
    }
    return null;
  }

  List<String> values(String name) {
    List<String> values = null;
    for (Header line : lines) {
      if (line.name().equalsIgnoreCase(name)) {
        values = values == null ? new ArrayList<>() : values;
        values.add(line.value());
      }
    }
    return values == null ? List.of() : values;
  }

  /// The values of all lines of that name, elements of comma lists one by one.
  List<String> elements(String name) {
    List<String> elements = null;
    for (Header line : lines) {
      if (line.name().equalsIgnoreCase(name)) {
        elements = elements == null ? new ArrayList<>() : elements;
        CommaList.split(line.value(), elements);
      }
    }
    return elements == null ? List.of() : elements;
  }
}
