package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.protocol.ErrorKind;
import java.util.regex.Pattern;

/// Whether a text is a SIP URI we can put into a message and call. The SIP parser says the rest.
final class SipUris {
  sealed interface Checked {
    record Right(String uri) implements Checked {}

    record Wrong(String why) implements Checked {}
  }

  private static final int MAX = 512;
  private static final Pattern SHAPE =
      Pattern.compile(
          "sip:(?:[^@\\s<>\"]+@)?[^@\\s<>\";:?]+(?:[:;?][^@\\s<>\"]*)?|sip:(?:[^@\\s<>\"]+@)?\\[[0-9a-fA-F:.]+\\][^@\\s<>\"]*");

  private SipUris() {}

  static Checked check(String text) {
    if (text.length() > MAX) {
      return new Checked.Wrong("is longer than " + MAX + " characters");
    }
    return SHAPE.matcher(text).matches()
        ? new Checked.Right(text)
        : new Checked.Wrong("must be a SIP URI as sip:alice@example.com, is " + text);
  }

  /// @param what it is to who has given it
  /// @throws SessionException when it is none
  static String checked(String what, String text) {
    return switch (check(text)) {
      case Checked.Right(var uri) -> uri;
      case Checked.Wrong(var why) ->
          throw new SessionException(ErrorKind.INVALID_URI, what + " " + why);
    };
  }
}
