package dev.tandem.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The hash functions of digest authentication, strongest first (RFC 8760 §2.3). The `-sess`
/// variants are not spoken: nobody in SIP keeps the session they are for.
public enum Algorithm {
  SHA_512_256("SHA-512-256", "SHA-512/256"),
  SHA_256("SHA-256", "SHA-256"),
  MD5("MD5", "MD5");

  private final String token;
  private final String jdkName;

  Algorithm(String token, String jdkName) {
    this.token = token;
    this.jdkName = jdkName;
  }

  /// As in `algorithm=`.
  public String token() {
    return token;
  }

  /// Hexadecimal digits of one hash.
  public int hexDigits() {
    return this == MD5 ? 32 : 64;
  }

  /// @param text as in `algorithm=`, any case
  public static Optional<Algorithm> of(String text) {
    for (Algorithm algorithm : values()) {
      if (algorithm.token.equalsIgnoreCase(text)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(jdkName).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + jdkName, e);
    }
  }
}
