package dev.tandem.sip.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a server wants to be answered (RFC 7616 §3.3).
///
/// @param qops those we know of the ones it offers; empty when it offers none at all
/// @param userhash whether the user name is to be hidden
public record Challenge(
    String realm,
    String nonce,
    @Nullable String opaque,
    Algorithm algorithm,
    List<Qop> qops,
    boolean stale,
    boolean userhash) {

  /// A header we cannot answer, and why.
  record Unknown(String realm, String why) {}

  static Optional<AuthParams> params(String text) {
    return AuthParams.parse(text).filter(it -> it.has("realm") && it.has("nonce"));
  }

  /// Why it cannot be answered, empty when it can.
  static Optional<Unknown> problem(AuthParams params) {
    String realm = params.get("realm");
    if (!params.isDigest()) {
      return Optional.of(new Unknown(realm, "scheme " + params.scheme()));
    }
    if (params.has("algorithm") && Algorithm.of(params.get("algorithm")).isEmpty()) {
      return Optional.of(new Unknown(realm, "algorithm " + params.get("algorithm")));
    }
    return params.has("qop") && qops(params).isEmpty()
        ? Optional.of(new Unknown(realm, "qop " + params.get("qop")))
        : Optional.empty();
  }

  /// @param params without a [#problem]
  static Challenge of(AuthParams params) {
    return new Challenge(
        params.get("realm"),
        params.get("nonce"),
        params.has("opaque") ? params.get("opaque") : null,
        Algorithm.of(params.get("algorithm")).orElse(Algorithm.MD5),
        qops(params),
        params.get("stale").equalsIgnoreCase("true"),
        params.get("userhash").equalsIgnoreCase("true"));
  }

  private static List<Qop> qops(AuthParams params) {
    var known = new ArrayList<Qop>();
    for (String word : params.get("qop").split(",", 8)) {
      Qop.of(word.strip()).ifPresent(known::add);
    }
    return List.copyOf(known);
  }

  /// `auth` when there is a choice: proxies may change a body.
  @Nullable Qop preferredQop() {
    return qops.isEmpty() ? null : qops.contains(Qop.AUTH) ? Qop.AUTH : qops.getFirst();
  }

  /// The header's value.
  public String text() {
    var text = new StringBuilder("Digest realm=").append(AuthParams.quoted(realm));
    text.append(", nonce=").append(AuthParams.quoted(nonce));
    text.append(", algorithm=").append(algorithm.token());
    if (!qops.isEmpty()) {
      text.append(", qop=\"");
      text.append(String.join(",", qops.stream().map(Qop::token).toList())).append('"');
    }
    if (opaque != null) {
      text.append(", opaque=").append(AuthParams.quoted(opaque));
    }
    return text.append(stale ? ", stale=true" : "").toString();
  }
}
