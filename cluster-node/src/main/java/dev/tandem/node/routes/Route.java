package dev.tandem.node.routes;

import dev.tandem.api.CallDecision;
import dev.tandem.protocol.Treatment;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of `tandem.routes`.
///
/// @param pattern for the whole user part of the called address
/// @param argument what the verb takes, with `$1`… for the pattern's groups
record Route(Pattern pattern, Verb verb, String argument) {
  static final int DEFAULT_TONE_HZ = 440;
  private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

  enum Verb {
    ANSWER,
    ECHO,
    TONE,
    CONFERENCE,
    BRIDGE,
    REGISTERED,
    REDIRECT,
    REJECT
  }

  /// @param matched of [#pattern], on the called user
  /// @param called the address that was called
  CallDecision decide(Matcher matched, String called) {
    String text = expand(matched);
    return switch (verb) {
      case ANSWER -> CallDecision.accept(Treatment.NONE);
      case ECHO -> CallDecision.accept(Treatment.ECHO);
      case TONE ->
          CallDecision.accept(
              Treatment.tone(text.isEmpty() ? DEFAULT_TONE_HZ : Integer.parseInt(text)));
      case CONFERENCE ->
          ROOM.matcher(text).matches() ? CallDecision.conference(text) : CallDecision.reject(404);
      case BRIDGE -> CallDecision.forward(text);
      case REGISTERED -> CallDecision.forwardToRegistered(text.isEmpty() ? called : text);
      case REDIRECT -> new CallDecision.Redirect(List.of(text.split("\\s+")));
      case REJECT -> CallDecision.reject(Integer.parseInt(text));
    };
  }

  /// The argument with the groups in it. Only what the pattern let through gets there.
  private String expand(Matcher matched) {
    if (argument.indexOf('$') < 0) {
      return argument;
    }
    var text = new StringBuilder();
    for (int i = 0; i < argument.length(); i++) {
      char c = argument.charAt(i);
      boolean group =
          c == '$' && i + 1 < argument.length() && Character.isDigit(argument.charAt(i + 1));
      if (group) {
        String part = matched.group(argument.charAt(++i) - '0');
        text.append(part == null ? "" : part);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
