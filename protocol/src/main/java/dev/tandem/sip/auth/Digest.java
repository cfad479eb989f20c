package dev.tandem.sip.auth;

import org.jspecify.annotations.Nullable;

/// The arithmetic of RFC 7616 §3.4.1 to §3.4.4.
public final class Digest {
  private Digest() {}

  /// What a server keeps instead of the password. Whoever has it can answer every challenge of that
  /// realm: as secret as the password.
  public static String ha1(Algorithm algorithm, String user, String realm, String password) {
    return algorithm.hash(user + ":" + realm + ":" + password);
  }

  /// What stands for the user name where it must not be seen (§3.4.4).
  static String userhash(Algorithm algorithm, String user, String realm) {
    return algorithm.hash(user + ":" + realm);
  }

  /// @param counted null for a peer of before RFC 2617, which RFC 3261 §22.4 still admits
  static String response(
      Algorithm algorithm,
      String ha1,
      String nonce,
      @Nullable Counted counted,
      String method,
      String uri,
      byte[] body) {
    String request = method + ":" + uri;
    if (counted == null) {
      return algorithm.hash(ha1 + ":" + nonce + ":" + algorithm.hash(request));
    }
    String ha2 =
        algorithm.hash(
            switch (counted.qop()) {
              case AUTH -> request;
              case AUTH_INT -> request + ":" + algorithm.hash(body);
            });
    return algorithm.hash(
        String.join(":", ha1, nonce, counted.nc(), counted.cnonce(), counted.qop().token(), ha2));
  }
}
