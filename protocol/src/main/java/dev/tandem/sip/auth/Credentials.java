package dev.tandem.sip.auth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The answer to a challenge (RFC 7616 §3.4).
///
/// @param user as it stands there: hidden when `userhash` is true
/// @param uri what the sender took the request URI to be
/// @param response hexadecimal
/// @param counted null for a sender of before RFC 2617
public record Credentials(
    String user,
    boolean userhash,
    String realm,
    String nonce,
    String uri,
    Algorithm algorithm,
    String response,
    @Nullable Counted counted,
    @Nullable String opaque) {

  /// @param params of the scheme `digest`
  /// @return empty when something that must be there is missing or no such value exists
  static Optional<Credentials> of(AuthParams params) {
    Optional<Algorithm> algorithm =
        params.has("algorithm")
            ? Algorithm.of(params.get("algorithm"))
            : Optional.of(Algorithm.MD5);
    for (String name : new String[] {"username", "realm", "nonce", "uri", "response"}) {
      if (!params.has(name)) {
        return Optional.empty();
      }
    }
    Counted counted = counted(params);
    if (algorithm.isEmpty() || (params.has("qop") && counted == null)) {
      return Optional.empty();
    }
    return Optional.of(
        new Credentials(
            params.get("username"),
            params.get("userhash").equalsIgnoreCase("true"),
            params.get("realm"),
            params.get("nonce"),
            params.get("uri"),
            algorithm.get(),
            params.get("response"),
            counted,
            params.has("opaque") ? params.get("opaque") : null));
  }

  private static @Nullable Counted counted(AuthParams params) {
    Optional<Qop> qop = Qop.of(params.get("qop"));
    return qop.isPresent() && Counted.isCount(params.get("nc")) && params.has("cnonce")
        ? new Counted(qop.get(), params.get("cnonce"), params.get("nc"))
        : null;
  }

  /// The header's value.
  public String text() {
    var text = new StringBuilder("Digest username=").append(AuthParams.quoted(user));
    text.append(", realm=").append(AuthParams.quoted(realm));
    text.append(", nonce=").append(AuthParams.quoted(nonce));
    text.append(", uri=").append(AuthParams.quoted(uri));
    text.append(", algorithm=").append(algorithm.token());
    text.append(", response=\"").append(response).append('"');
    if (counted != null) {
      text.append(", qop=").append(counted.qop().token());
      text.append(", nc=").append(counted.nc());
      text.append(", cnonce=").append(AuthParams.quoted(counted.cnonce()));
    }
    if (opaque != null) {
      text.append(", opaque=").append(AuthParams.quoted(opaque));
    }
    return text.append(userhash ? ", userhash=true" : "").toString();
  }

  /// Without what would let somebody else answer for the user.
  @Override
  public String toString() {
    return "Credentials[user=" + user + ", realm=" + realm + ", algorithm=" + algorithm + "]";
  }
}
