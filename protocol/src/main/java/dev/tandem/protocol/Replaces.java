package dev.tandem.protocol;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A Replaces header (RFC 3891 §6): the dialog a new call is to take the place of, as the one who
/// gets it knows that dialog.
///
/// @param toTag the tag of who gets the header
/// @param earlyOnly whether the dialog may only be replaced while it is not confirmed
public record Replaces(String callId, String toTag, String fromTag, boolean earlyOnly)
    implements Wire {

  /// Empty when a part is missing.
  public static Optional<Replaces> parse(String value) {
    String[] parts = value.split(";", -1);
    String to = null;
    String from = null;
    boolean early = false;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      int equals = part.indexOf('=');
      String name =
          (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
      @Nullable String text = equals < 0 ? null : part.substring(equals + 1).strip();
      switch (name) {
        case "to-tag" -> to = text;
        case "from-tag" -> from = text;
        case "early-only" -> early = true;
        default -> {}
      }
    }
    String call = parts[0].strip();
    return call.isEmpty() || to == null || from == null || to.isEmpty() || from.isEmpty()
        ? Optional.empty()
        : Optional.of(new Replaces(call, to, from, early));
  }

  /// The header value.
  public String text() {
    return callId + ";to-tag=" + toTag + ";from-tag=" + fromTag + (earlyOnly ? ";early-only" : "");
  }
}
