package dev.tandem.node.routes;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallDecision.Ringing;
import dev.tandem.protocol.Treatment;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One line of `tandem.routes`.
///
/// @param pattern for the whole user part of the called address
/// @param argument what the verb takes, with `$1`… for the pattern's groups
/// @param table name of the state table the call follows from then on, null for the node's own
record Route(Pattern pattern, Verb verb, String argument, @Nullable String table) {
  static final int DEFAULT_TONE_HZ = 440;
  private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

  enum Verb {
    ANSWER,
    ECHO,
    TONE,
    EARLY,
    PLAY,
    CONFERENCE,
    BRIDGE,
    REGISTERED,
    TRUNK,
    REDIRECT,
    REJECT
  }

  /// @param matched of [#pattern], on the called user
  /// @param called the address that was called
  CallDecision decide(Matcher matched, String called) {
    CallDecision decision = decision(matched, called);
    return table == null ? decision : decision.withTable(table);
  }

  private CallDecision decision(Matcher matched, String called) {
    String text = expand(matched);
    return switch (verb) {
      case ANSWER -> CallDecision.accept(Treatment.NONE);
      case ECHO -> CallDecision.accept(Treatment.ECHO);
      case TONE ->
          CallDecision.accept(
              Treatment.tone(text.isEmpty() ? DEFAULT_TONE_HZ : Integer.parseInt(text)));
      case EARLY ->
          CallDecision.earlyMedia(
              Treatment.tone(text.isEmpty() ? DEFAULT_TONE_HZ : Integer.parseInt(text)));
      case PLAY ->
          Treatment.isFile(text)
              ? CallDecision.accept(Treatment.file(text))
              : CallDecision.reject(404);
      case CONFERENCE -> isRoom(text) ? CallDecision.conference(text) : CallDecision.reject(404);
      case BRIDGE -> bridge(List.of(text.split("\\s+")));
      case REGISTERED -> registered(text, called);
      case TRUNK -> byTrunk(text, called);
      case REDIRECT -> new CallDecision.Redirect(List.of(text.split("\\s+")));
      case REJECT -> CallDecision.reject(Integer.parseInt(text));
    };
  }

  private static CallDecision bridge(List<String> targets) {
    return targets.size() == 1
        ? CallDecision.forward(targets.getFirst())
        : new CallDecision.Ring(List.of(targets), null);
  }

  /// Whether a conference may be named so.
  static boolean isRoom(String name) {
    return ROOM.matcher(name).matches();
  }

  /// `[URI] [parallel|serial]`.
  private static CallDecision registered(String text, String called) {
    Ringing ringing = ringing(text);
    String address = ringing == null ? text : withoutRinging(text);
    return new CallDecision.ForwardToRegistered(address.isEmpty() ? called : address, ringing);
  }

  /// How the argument of `registered` says that phones are called, null when it does not.
  static @Nullable Ringing ringing(String argument) {
    return switch (argument.substring(argument.lastIndexOf(' ') + 1)) {
      case "parallel" -> Ringing.PARALLEL;
      case "serial" -> Ringing.SERIAL;
      default -> null;
    };
  }

  /// The argument of `registered` without its last word.
  static String withoutRinging(String argument) {
    return argument.substring(0, Math.max(0, argument.lastIndexOf(' '))).strip();
  }

  /// `NAME [NUMBER]`; without a number the one that was called.
  private static CallDecision byTrunk(String text, String called) {
    String[] words = text.split("\\s+", 2);
    int at = called.indexOf('@');
    String user = at < 0 ? "" : called.substring(called.indexOf(':') + 1, at);
    return CallDecision.forwardToTrunk(words[0], words.length > 1 ? words[1] : user);
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
