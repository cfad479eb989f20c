package dev.tandem.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes and checks our dialog tags: `<session id>-<mac>`, the MAC 64 bits of HMAC-SHA-256 under a
/// key that all nodes of a cluster share. A peer can neither aim a request at a session that it was
/// never in a dialog with nor find out whether one exists. Safe for many threads.
public final class DialogTags {
  private static final int MAC_BYTES = 8;

  /// Before the id in what the MAC is of; no id begins so.
  private static final String SUBSCRIPTION = "subscription ";

  private static final String WATCHER = "watcher ";

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
    return idOf(tag, "").map(SessionId::new);
  }

  private Optional<String> idOf(String tag, String kind) {
    int first = tag.indexOf('-');
    int second = first < 0 ? -1 : tag.indexOf('-', first + 1);
    if (second < 0) {
      return Optional.empty();
    }
    String id = tag.substring(0, second);
    byte[] given = tag.substring(second + 1).getBytes(StandardCharsets.ISO_8859_1);
    byte[] right = mac(kind + id).getBytes(StandardCharsets.ISO_8859_1);
    return MessageDigest.isEqual(given, right) && SessionId.isValid(id)
        ? Optional.of(id)
        : Optional.empty();
  }

  /// Differs from that of a session of the same id.
  public String tagOf(SubscriptionId subscription) {
    return subscription.value() + "-" + mac(SUBSCRIPTION + subscription.value());
  }

  /// The subscription a tag belongs to; empty when the tag is not of one of ours.
  public Optional<SubscriptionId> subscriptionOf(String tag) {
    return idOf(tag, SUBSCRIPTION).map(SubscriptionId::new);
  }

  /// Ours in the dialog of a subscription of our own to others.
  public String watcherTagOf(SubscriptionId subscription) {
    return subscription.value() + "-" + mac(WATCHER + subscription.value());
  }

  /// The subscription of our own that a tag belongs to; empty when the tag is not of one.
  public Optional<SubscriptionId> watcherOf(String tag) {
    return idOf(tag, WATCHER).map(SubscriptionId::new);
  }

  /// Shows whoever shares our key that an INVITE is a session's own, whatever address it comes
  /// from: a transferred call that is to come in here again. Good for a minute, and for two at
  /// most.
  ///
  /// @param user that is called
  public String proofOf(String callId, String user, Instant now) {
    return proof(callId, user, minute(now));
  }

  /// @param now may be a minute off from that of who made it
  public boolean isProof(String text, String callId, String user, Instant now) {
    byte[] given = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean found = false;
    for (long minute = minute(now) - 1; minute <= minute(now) + 1; minute++) {
      byte[] right = proof(callId, user, minute).getBytes(StandardCharsets.ISO_8859_1);
      found |= MessageDigest.isEqual(given, right);
    }
    return found;
  }

  private String proof(String callId, String user, long minute) {
    return mac("own " + minute + ' ' + callId + ' ' + user);
  }

  private static long minute(Instant now) {
    return now.getEpochSecond() / 60;
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
