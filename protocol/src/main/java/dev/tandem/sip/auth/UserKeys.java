package dev.tandem.sip.auth;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server keeps of one user: [Digest#ha1] by algorithm. As secret as the password.
public final class UserKeys {
  private final Map<Algorithm, String> ha1;

  /// @param ha1 hexadecimal, in lower case
  public UserKeys(Map<Algorithm, String> ha1) {
    this.ha1 = new EnumMap<>(Algorithm.class);
    this.ha1.putAll(ha1);
  }

  public static UserKeys ofPassword(String user, String realm, String password) {
    var keys = new EnumMap<Algorithm, String>(Algorithm.class);
    for (Algorithm algorithm : Algorithm.values()) {
      keys.put(algorithm, Digest.ha1(algorithm, user, realm, password));
    }
    return new UserKeys(keys);
  }

  /// Whether `text` can be a [Digest#ha1] of that algorithm.
  public static boolean isHa1(Algorithm algorithm, String text) {
    return text.matches("[0-9a-f]{" + algorithm.hexDigits() + "}");
  }

  @Nullable String ha1(Algorithm algorithm) {
    return ha1.get(algorithm);
  }

  public boolean has(Algorithm algorithm) {
    return ha1.containsKey(algorithm);
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return "UserKeys" + ha1.keySet();
  }
}
