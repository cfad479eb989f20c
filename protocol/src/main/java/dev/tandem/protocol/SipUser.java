package dev.tandem.protocol;

/// The user part of a SIP URI as it is written there.
public final class SipUser {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";

  private SipUser() {}

  /// @param uri with or without scheme
  /// @return without password, parameters and what follows; empty when there is none
  public static String of(String uri) {
    int at = uri.indexOf('@');
    if (at < 0) {
      return "";
    }
    int end = at;
    for (char stop : new char[] {';', '?'}) {
      int found = uri.indexOf(stop);
      if (found >= 0 && found < end) {
        end = found;
      }
    }
    int begin = 0;
    if (uri.regionMatches(true, 0, "sip:", 0, 4)) {
      begin = 4;
    } else if (uri.regionMatches(true, 0, "sips:", 0, 5)) {
      begin = 5;
    }
    int password = uri.indexOf(':', begin);
    return uri.substring(begin, password >= 0 && password < end ? password : end);
  }

  /// The same user without needless escapes: `%61` is `a` (RFC 3261 §19.1.4). Those of characters
  /// that mean something in a URI stay.
  public static String plain(String user) {
    if (user.indexOf('%') < 0) {
      return user;
    }
    var plain = new StringBuilder(user.length());
    for (int at = 0; at < user.length(); at++) {
      int code = user.charAt(at) == '%' ? hex(user, at + 1) : -1;
      boolean needless = code > 0 && UNRESERVED.indexOf(code) >= 0;
      plain.append(needless ? (char) code : user.charAt(at));
      at += needless ? 2 : 0;
    }
    return plain.toString();
  }

  /// -1 when there are no two digits.
  private static int hex(String text, int at) {
    int high = at + 1 < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
