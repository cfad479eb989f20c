package dev.tandem.node.edge;

import dev.tandem.protocol.Replaces;
import dev.tandem.sip.message.SipRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Headers that must be there once and mean something where they mean anything: guessing what a
/// peer may have meant by `Expires: abc` would surprise it later (RFC 3261 §21.4.1).
final class HeaderSyntax {
  /// delta-seconds, at most 2^32 - 1 (§20.19).
  private static final String SECONDS = "0*[0-9]{1,10}";

  private static final String TOKEN = "[A-Za-z0-9.!%*_+`'~-]+";
  private static final String PARAMETER =
      "\\s*;\\s*" + TOKEN + "(\\s*=\\s*(" + TOKEN + "|\"[^\"]*\"|\\[[0-9A-Fa-f:.]+]))?";
  private static final Pattern SIP = Pattern.compile("sips?:", Pattern.CASE_INSENSITIVE);
  private static final Pattern LIFETIME = Pattern.compile("(" + SECONDS + ")");
  private static final Pattern INTERVAL =
      Pattern.compile("(" + SECONDS + ")(" + PARAMETER + ")*\\s*");
  private static final Pattern STATE = Pattern.compile(TOKEN + "(" + PARAMETER + ")*\\s*");
  private static final Pattern REFRESHER =
      Pattern.compile(".*;\\s*refresher\\s*=.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern KNOWN_REFRESHER =
      Pattern.compile(".*;\\s*refresher\\s*=\\s*ua[cs]\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern WITH_EXPIRES =
      Pattern.compile(".*;\\s*expires\\s*=.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern KNOWN_EXPIRES =
      Pattern.compile(".*;\\s*expires\\s*=\\s*" + SECONDS + "\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

  /// Which of them say something in which request.
  private static final Map<String, Set<String>> READ =
      Map.of(
          "Expires", Set.of("INVITE", "REGISTER", "SUBSCRIBE", "MESSAGE"),
          "Session-Expires", Set.of("INVITE", "UPDATE"),
          "Min-SE", Set.of("INVITE", "UPDATE"),
          "Event", Set.of("SUBSCRIBE", "NOTIFY"),
          "Subscription-State", Set.of("NOTIFY"));

  private static final List<String> NAMES = READ.keySet().stream().sorted().toList();

  private HeaderSyntax() {}

  /// 400 with the reason, null when nothing is wrong.
  static @Nullable Refusal refusal(SipRequest request) {
    for (String name : NAMES) {
      List<String> values = request.headers(name);
      if (values.isEmpty() || !READ.getOrDefault(name, Set.of()).contains(request.method())) {
        continue;
      }
      if (values.size() > 1) {
        return bad("More Than One " + name);
      }
      if (!means(name, values.getFirst().strip())) {
        return bad("Bad " + name);
      }
    }
    Refusal target = target(request);
    return target == null ? replaces(request) : target;
  }

  /// Where requests inside the dialog go: one, and a SIP URI (RFC 3261 §8.1.1.8, §12.1.1).
  private static @Nullable Refusal target(SipRequest request) {
    List<String> contacts = request.elements("Contact");
    if (contacts.isEmpty() || !Methods.REFRESH_TARGET.contains(request.method())) {
      return null;
    }
    String first = request.contact();
    if (contacts.size() > 1) {
      return bad("More Than One Contact");
    }
    return first != null && SIP.matcher(first).lookingAt() ? null : bad("Bad Contact");
  }

  /// RFC 3891 §3: one, and in an INVITE only.
  private static @Nullable Refusal replaces(SipRequest request) {
    List<String> values = request.headers("Replaces");
    if (values.isEmpty()) {
      return null;
    }
    if (!request.method().equals("INVITE")) {
      return bad("Replaces Outside INVITE");
    }
    if (values.size() > 1 || request.elements("Replaces").size() > 1) {
      return bad("More Than One Replaces");
    }
    return Replaces.parse(values.getFirst()).isPresent() ? null : bad("Bad Replaces");
  }

  private static boolean means(String name, String value) {
    return switch (name) {
      case "Expires" -> isLifetime(LIFETIME, value);
      case "Min-SE" -> isLifetime(INTERVAL, value);
      case "Session-Expires" ->
          isLifetime(INTERVAL, value)
              && (!REFRESHER.matcher(value).matches() || KNOWN_REFRESHER.matcher(value).matches());
      case "Subscription-State" ->
          STATE.matcher(value).matches()
              && (!WITH_EXPIRES.matcher(value).matches() || KNOWN_EXPIRES.matcher(value).matches());
      case "Event" -> STATE.matcher(value).matches();
      default -> true; // has no rule
    };
  }

  private static boolean isLifetime(Pattern pattern, String value) {
    var found = pattern.matcher(value);
    return found.matches() && Long.parseLong(found.group(1)) <= 0xffff_ffffL;
  }

  private static Refusal bad(String reason) {
    return new Refusal(400, reason, List.of());
  }
}
