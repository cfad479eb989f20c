package dev.tandem.sdp;

/// Numbers in untrusted text.
final class Numbers {
  private Numbers() {}

  /// -1 unless `digits` is a plain decimal number from `min` to `max`.
  static int within(String digits, int min, int max) {
    if (digits.isEmpty() || digits.length() > 9) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    int value = Integer.parseInt(digits);
    return value >= min && value <= max ? value : -1;
  }
}
