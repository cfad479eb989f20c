package dev.tandem.session.core;

import dev.tandem.protocol.DialogRequest;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A DTMF digit as an INFO carries it: `application/dtmf-relay` (`Signal=5`, `Duration=160`) or
/// `application/dtmf` (`5`).
///
/// @param key `0`–`9`, `*`, `#`, `A`–`D`
record Digit(char key, Duration duration) {
  private static final String KEYS = "0123456789*#ABCD";
  static final String RELAY = "application/dtmf-relay";
  static final String PLAIN = "application/dtmf";
  private static final int USUAL_MS = 160;
  private static final int LONGEST_MS = 10_000;

  /// Null when it carries none that we understand.
  static @Nullable Digit of(DialogRequest request) {
    String type = request.contentType();
    if (!request.method().equals("INFO") || type == null) {
      return null;
    }
    return switch (type.split(";")[0].strip().toLowerCase(Locale.ROOT)) {
      case "application/dtmf-relay" -> relay(request.body());
      case PLAIN -> digit(request.body(), USUAL_MS);
      default -> null; // a text from outside
    };
  }

  /// As the body of [#RELAY].
  String relayed() {
    return "Signal=" + key + "\r\nDuration=" + duration.toMillis() + "\r\n";
  }

  private static @Nullable Digit relay(String body) {
    String signal = null;
    int millis = USUAL_MS;
    for (String line : body.split("\\r?\\n")) {
      String[] pair = line.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("Signal")) {
        signal = pair[1];
      } else if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("Duration")) {
        int said = Headers.number(pair[1].strip());
        millis = said > 0 ? Math.min(said, LONGEST_MS) : USUAL_MS;
      }
    }
    return signal == null ? null : digit(signal, millis);
  }

  /// 10 and 11 are the event numbers of `*` and `#`, which some phones send.
  private static @Nullable Digit digit(String text, int millis) {
    String key =
        switch (text.strip().toUpperCase(Locale.ROOT)) {
          case "10" -> "*";
          case "11" -> "#";
          case String other -> other;
        };
    return key.length() == 1 && KEYS.contains(key)
        ? new Digit(key.charAt(0), Duration.ofMillis(millis))
        : null;
  }
}
