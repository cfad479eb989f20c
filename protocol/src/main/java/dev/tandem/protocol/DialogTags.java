package dev.tandem.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes and checks our dialog tags: `<session id>-<mac>`, the MAC 64 bits of HMAC-SHA-256 under a
/// key that all nodes of a cluster share. A peer can neither aim a request at a session that it was
/// never in a dialog with nor find out whether one exists. Safe for many threads.
public final class DialogTags {
  private static final int MAC_BYTES = 8;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::newMac);

  /// @param secret at least 16 bytes
  public DialogTags(byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException("tag secret needs 16 bytes, has " + secret.length);
    }
    key = new SecretKeySpec(secret, "HmacSHA256");
  }

  public String tagOf(SessionId session) {
    return session.value() + "-" + mac(session.value());
  }

  /// The session a tag belongs to; empty when the tag is not one of ours.
  public Optional<SessionId> sessionOf(String tag) {
    int first = tag.indexOf('-');
    int second = first < 0 ? -1 : tag.indexOf('-', first + 1);
    if (second < 0) {
      return Optional.empty();
    }
    String id = tag.substring(0, second);
    byte[] given = tag.substring(second + 1).getBytes(StandardCharsets.ISO_8859_1);
    byte[] right = mac(id).getBytes(StandardCharsets.ISO_8859_1);
    return MessageDigest.isEqual(given, right) && SessionId.isValid(id)
        ? Optional.of(new SessionId(id))
        : Optional.empty();
  }

  private String mac(String id) {
    byte[] full = macs.get().doFinal(id.getBytes(StandardCharsets.ISO_8859_1));
    return BASE64.encodeToString(java.util.Arrays.copyOf(full, MAC_BYTES));
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
