package dev.tandem.trunk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The parameter `line` in the Contacts that a trunk registers: it comes back in the request URI of
/// calls, and tells in a registrar's list which Contacts are ours and by which edge they lead. Only
/// the registrar learns it, so it cannot be guessed.
final class Lines {
  private static final Pattern LINE = Pattern.compile("(?i);line=([0-9a-f]{16})-([0-9a-f]{1,8})");

  private final byte[] secret;

  /// @param secret what the nodes of the cluster share
  Lines(byte[] secret) {
    this.secret = secret.clone();
  }

  String of(String trunk, String edgeNode) {
    return ";line=" + token(trunk) + "-" + Integer.toHexString(edgeNode.hashCode());
  }

  private String token(String trunk) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] whole = mac.doFinal(("trunk " + trunk).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(whole, 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /// Whether the URI is one that this trunk has registered, by whichever edge.
  boolean isOf(String trunk, String uri) {
    Matcher found = LINE.matcher(uri);
    return found.find() && found.group(1).toLowerCase(Locale.ROOT).equals(token(trunk));
  }
}
