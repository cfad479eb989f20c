package dev.tandem.watch;

import dev.tandem.protocol.SubscriptionInfo.State;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Subscription-State as others write it (RFC 6665 §8.2.3).
///
/// @param state null for a word we do not know
/// @param reason in small letters, null when it says none
/// @param expires, retryAfter seconds, -1 when it does not say
record Standing(@Nullable State state, @Nullable String reason, long expires, long retryAfter) {
  private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,10})(\\D.*)?");
  private static final int LONGEST_REASON = 64;

  static Standing of(String text) {
    String[] parts = text.split(";", -1);
    State state =
        switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
          case "active" -> State.ACTIVE;
          case "pending" -> State.PENDING;
          case "terminated" -> State.TERMINATED;
          default -> null; // an extension
        };
    String reason = null;
    long expires = -1;
    long retryAfter = -1;
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String value = equals < 0 ? "" : parts[i].substring(equals + 1).strip();
      switch (equals < 0 ? "" : parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
        case "reason" -> {
          if (value.length() <= LONGEST_REASON) {
            reason = value.toLowerCase(Locale.ROOT);
          }
        }
        case "expires" -> expires = number(value);
        case "retry-after" -> retryAfter = number(value);
        default -> {} // extensions
      }
    }
    return new Standing(state, reason, expires, retryAfter);
  }

  /// -1 when it is none.
  static long number(String text) {
    Matcher number = NUMBER.matcher(text);
    return number.matches() ? Long.parseLong(number.group(1)) : -1;
  }
}
