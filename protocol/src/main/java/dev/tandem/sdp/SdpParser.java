package dev.tandem.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One pass over the text. An instance reads one description.
final class SdpParser {
  private final List<Line> sessionLines = new ArrayList<>();
  private final List<Media> media = new ArrayList<>();
  private @Nullable Connection sessionConnection;
  private boolean originSeen;

  // The section being read; `head` is null while still at session level.
  private @Nullable Media head;
  private @Nullable Connection connection;
  private List<Line> lines = sessionLines;

  Parsed<SessionDescription> parse(String text) {
    if (text.length() > SessionDescription.MAX_CHARACTERS) {
      return malformed(1, "at most " + SessionDescription.MAX_CHARACTERS + " characters");
    }
    int number = 0;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      int next = end < 0 ? text.length() : end + 1;
      end = end < 0 ? text.length() : end;
      number++;
      String line =
          text.substring(start, end > start && text.charAt(end - 1) == '\r' ? end - 1 : end);
      String expected = number > SessionDescription.MAX_LINES ? tooManyLines() : read(number, line);
      if (expected != null) {
        return malformed(number, expected);
      }
      start = next;
    }
    return finish(number);
  }

  private Parsed<SessionDescription> finish(int lastLine) {
    if (sessionLines.isEmpty()) {
      return malformed(1, "v=0");
    }
    if (!originSeen) {
      return malformed(Math.max(1, lastLine), "an o= line before the first m= line");
    }
    closeSection();
    return new Parsed.Ok<>(new SessionDescription(sessionLines, sessionConnection, media));
  }

  /// Null when the line is fine, else what was expected.
  private @Nullable String read(int number, String line) {
    if (line.isBlank()) {
      return null; // a blank line at the end is common
    }
    if (line.length() < 2 || line.charAt(1) != '=' || !isLetter(line.charAt(0))) {
      return "<letter>=<value>";
    }
    if (line.chars().anyMatch(c -> c < ' ' && c != '\t')) {
      return "no control characters";
    }
    if (sessionLines.isEmpty() && !line.strip().equals("v=0")) {
      return number == 1 ? "v=0" : "v=0 first";
    }
    return accept(new Line(line.charAt(0), line.substring(2).strip()));
  }

  private @Nullable String accept(Line line) {
    return switch (line.type()) {
      case 'v' -> head == null && sessionLines.isEmpty() ? keep(line) : "one v= line";
      case 'o' -> origin(line);
      case 'c' -> connection(line);
      case 'm' -> media(line);
      default -> keep(line); // unknown letters and attributes do no harm
    };
  }

  private @Nullable String origin(Line line) {
    if (originSeen || head != null) {
      return "one o= line before the first m= line";
    }
    if (line.value().split(" +", -1).length != 6) {
      return "o=<user> <id> <version> <nettype> <addrtype> <address>";
    }
    originSeen = true;
    return keep(line);
  }

  private @Nullable String connection(Line line) {
    String[] parts = line.value().split(" +", -1);
    boolean valid =
        parts.length == 3
            && parts[0].equalsIgnoreCase("IN")
            && (parts[1].equalsIgnoreCase("IP4") || parts[1].equalsIgnoreCase("IP6"))
            && !parts[2].startsWith("/");
    if (!valid) {
      return "c=IN IP4|IP6 <address>";
    }
    if (connection != null) {
      return keep(line); // several are legal for multicast; the first counts
    }
    int slash = parts[2].indexOf('/');
    String address = slash < 0 ? parts[2] : parts[2].substring(0, slash);
    connection = new Connection(parts[1].toUpperCase(Locale.ROOT), address);
    return keep(line);
  }

  private @Nullable String media(Line line) {
    if (!originSeen) {
      return "an o= line before the first m= line";
    }
    String[] parts = line.value().split(" +", -1);
    if (parts.length < 4 || parts[0].isEmpty()) {
      return "m=<media> <port> <proto> <fmt> ...";
    }
    if (parts.length - 3 > SessionDescription.MAX_FORMATS) {
      return "at most " + SessionDescription.MAX_FORMATS + " formats";
    }
    int slash = parts[1].indexOf('/');
    int port = Numbers.within(slash < 0 ? parts[1] : parts[1].substring(0, slash), 0, 65535);
    if (port < 0 || (slash >= 0 && Numbers.within(parts[1].substring(slash + 1), 1, 65535) < 0)) {
      return "port 0-65535 in m=";
    }
    closeSection();
    if (media.size() == SessionDescription.MAX_MEDIA) {
      return "at most " + SessionDescription.MAX_MEDIA + " m= lines";
    }
    lines = new ArrayList<>();
    connection = null;
    List<String> formats = List.of(parts).subList(3, parts.length);
    head = new Media(parts[0], port, parts[2], formats, null, List.of());
    return null;
  }

  private void closeSection() {
    if (head == null) {
      sessionConnection = connection;
    } else {
      media.add(
          new Media(head.type(), head.port(), head.protocol(), head.formats(), connection, lines));
    }
    head = null;
  }

  private @Nullable String keep(Line line) {
    lines.add(line);
    return null;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static String tooManyLines() {
    return "at most " + SessionDescription.MAX_LINES + " lines";
  }

  private static Parsed<SessionDescription> malformed(int line, String expected) {
    return new Parsed.Malformed<>(line, expected);
  }
}
