package dev.tandem.sip.auth;

import dev.tandem.sip.message.SipUri;

/// Whether credentials were made for this request URI. Parameters and ports are left out: phones
/// leave them out, or add `transport`.
final class SameUri {
  private SameUri() {}

  static boolean is(String claimed, String requestUri) {
    if (claimed.equals(requestUri)) {
      return true;
    }
    var one = SipUri.parse(claimed);
    var other = SipUri.parse(requestUri);
    return one.isPresent()
        && other.isPresent()
        && one.get().host().equalsIgnoreCase(other.get().host())
        && user(claimed).equals(user(requestUri));
  }

  private static String user(String uri) {
    int at = uri.indexOf('@');
    return at < 0 ? "" : uri.substring(uri.indexOf(':') + 1, at);
  }
}
