package dev.tandem.node.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers challenges as an old phone does: MD5, written down here once more so that the server is
/// not measured by its own ruler.
public final class Phone {
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]*)\"");

  private Phone() {}

  public static String authorized(String request, String challenge, String user, String password) {
    return with(request, challenge, user, password, "auth", "");
  }

  static String authorizedInt(
      String request, String challenge, String user, String password, String body) {
    return with(request, challenge, user, password, "auth-int", ":" + md5(body));
  }

  private static String with(
      String request, String challenge, String user, String password, String qop, String body) {
    String method = request.substring(0, request.indexOf(' '));
    String uri = request.split(" ", 3)[1];
    Matcher nonce = NONCE.matcher(challenge);
    if (!nonce.find()) {
      throw new AssertionError("no nonce in:\n" + challenge);
    }
    String response =
        md5(
            md5(user + ":tandem:" + password)
                + ":"
                + nonce.group(1)
                + ":00000001:abc:"
                + qop
                + ":"
                + md5(method + ":" + uri + body));
    return request.replaceFirst(
        "Max-Forwards",
        "Authorization: Digest username=\""
            + user
            + "\", realm=\"tandem\", nonce=\""
            + nonce.group(1)
            + "\", uri=\""
            + uri
            + "\", response=\""
            + response
            + "\", algorithm=MD5, cnonce=\"abc\", qop="
            + qop
            + ", nc=00000001\r\nMax-Forwards");
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
