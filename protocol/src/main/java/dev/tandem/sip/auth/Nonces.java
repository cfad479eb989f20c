package dev.tandem.sip.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes and knows nonces without keeping any: the time, 64 bits of chance and a MAC under a key
/// that all nodes of a cluster derive from their secret, so any node takes what another one made.
final class Nonces {
  private static final int SIGNED_BYTES = 16;
  private static final int MAC_BYTES = 16;
  private static final String HMAC = "HmacSHA256";

  /// A clock of another node may be ahead of ours by this much.
  private static final Duration AHEAD = Duration.ofSeconds(30);

  private final SecretKeySpec key;
  private final Duration lifetime;

  /// @param secret of the cluster; the key is derived from it, so that nothing made here is a valid
  ///   tag of [dev.tandem.protocol.DialogTags] or the other way round
  Nonces(byte[] secret, Duration lifetime) {
    byte[] label = "tandem digest nonce 1".getBytes(StandardCharsets.US_ASCII);
    this.key = new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC), label), HMAC);
    this.lifetime = lifetime;
  }

  String mint(Instant now, long chance) {
    byte[] signed =
        ByteBuffer.allocate(SIGNED_BYTES).putLong(now.toEpochMilli()).putLong(chance).array();
    byte[] nonce = Arrays.copyOf(signed, SIGNED_BYTES + MAC_BYTES);
    System.arraycopy(hmac(key, signed), 0, nonce, SIGNED_BYTES, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /// When it was made; empty when it is not one of ours or too old.
  Optional<Instant> minted(String nonce, Instant now) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    if (bytes.length != SIGNED_BYTES + MAC_BYTES) {
      return Optional.empty();
    }
    byte[] right = Arrays.copyOf(hmac(key, Arrays.copyOf(bytes, SIGNED_BYTES)), MAC_BYTES);
    byte[] given = Arrays.copyOfRange(bytes, SIGNED_BYTES, bytes.length);
    if (!MessageDigest.isEqual(right, given)) {
      return Optional.empty();
    }
    Instant minted = Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong());
    boolean fresh = minted.plus(lifetime).isAfter(now) && minted.isBefore(now.plus(AHEAD));
    return fresh ? Optional.of(minted) : Optional.empty();
  }

  Duration lifetime() {
    return lifetime;
  }

  private static byte[] hmac(SecretKeySpec key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
