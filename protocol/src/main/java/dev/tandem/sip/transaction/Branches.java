package dev.tandem.sip.transaction;

import java.security.SecureRandom;

/// Branches of ours: unique among all nodes and restarts by a random beginning.
final class Branches {
  private static final int RANDOM_CHARS = 12;
  private static final int RADIX = Character.MAX_RADIX;

  private final String beginning;
  private final String tagBeginning;
  private long count;

  Branches() {
    var random = new SecureRandom();
    var text = new StringBuilder();
    for (int i = 0; i < RANDOM_CHARS; i++) {
      text.append(Character.forDigit(random.nextInt(RADIX), RADIX));
    }
    beginning = "z9hG4bK" + text;
    tagBeginning = text.substring(0, 6);
  }

  String next() {
    return beginning + Long.toString(count++, RADIX);
  }

  /// A To tag for a response that makes no dialog.
  String tag() {
    return tagBeginning + Long.toString(count++, RADIX);
  }
}
