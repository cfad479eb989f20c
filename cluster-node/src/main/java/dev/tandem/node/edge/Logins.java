package dev.tandem.node.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.tandem.config.SettingsReader;
import dev.tandem.protocol.Header;
import dev.tandem.sip.auth.DigestClient;
import dev.tandem.sip.auth.DigestClient.Login;
import dev.tandem.sip.auth.DigestClient.Outcome;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipResponse;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `tandem.edge.logins`: who we are to servers that challenge our calls (RFC 3261 §22.2, §22.3).
/// The edge works the answer out, since it has the request as it was sent; the session repeats the
/// request, since it owns the CSeq.
///
/// @param any for whatever other realm, null for none
record Logins(Map<String, Login> byRealm, @Nullable Login any) {
  private static final Set<String> KEYS = Set.of("realm", "user", "password");
  private static final List<String> CREDENTIALS = List.of("Authorization", "Proxy-Authorization");
  private static final List<String> CHALLENGES = List.of("WWW-Authenticate", "Proxy-Authenticate");
  private static final Pattern REALM = Pattern.compile("(?i)\\brealm\\s*=\\s*\"([^\"]*)\"");
  private static final Pattern STALE = Pattern.compile("(?i)\\bstale\\s*=\\s*\"?true");
  private static final SecureRandom RANDOM = new SecureRandom();

  static Logins from(SettingsReader in) {
    Map<String, Login> logins = new HashMap<>();
    for (Config line : in.sections("logins")) {
      Login login = null;
      String realm = "";
      try {
        if (KEYS.equals(line.root().keySet())) {
          realm = line.getString("realm");
          login = new Login(line.getString("user"), line.getString("password"));
        }
      } catch (ConfigException _) {
        login = null;
      }
      if (login == null || login.user().isEmpty()) {
        in.problem(
            "logins",
            line,
            "a login is {realm = \"example.com\", user = \"tandem\", password = \"...\"}");
      } else if (logins.putIfAbsent(realm, login) != null) {
        in.problem("logins", line, "realm " + realm + " is there twice");
      }
    }
    return new Logins(Map.copyOf(logins), null);
  }

  /// The headers to repeat the request with; none when we have nothing to say, or have said it.
  ///
  /// @param ours the request as it was sent
  List<Header> answer(OutgoingRequest ours, SipResponse response) {
    if ((byRealm.isEmpty() && any == null)
        || (response.status() != 401 && response.status() != 407)) {
      return List.of();
    }
    Set<String> tried = new TreeSet<>();
    for (Header header : ours.headers()) {
      if (CREDENTIALS.stream().anyMatch(header.name()::equalsIgnoreCase)) {
        tried.add(realm(header.value()));
      }
    }
    for (String name : CHALLENGES) {
      for (String challenge : response.headers(name)) {
        if (tried.contains(realm(challenge)) && !STALE.matcher(challenge).find()) {
          return List.of(); // it has refused what we said
        }
      }
    }
    var client =
        new DigestClient(
            realm -> Optional.ofNullable(byRealm.getOrDefault(realm, any)), Logins::cnonce);
    return switch (client.challenged(ours, response)) {
      case Outcome.Retry(var headers, _) -> headers;
      case Outcome.GiveUp _ -> List.of();
    };
  }

  private static String realm(String value) {
    Matcher found = REALM.matcher(value);
    return found.find() ? found.group(1) : "";
  }

  private static String cnonce() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Without the passwords.
  @Override
  public String toString() {
    return "Logins" + byRealm.keySet();
  }
}
