package dev.tandem.sip.transaction;

import dev.tandem.sip.message.SipRequest;
import java.security.SecureRandom;
import java.util.Objects;

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

  /// The To tag of an answer nothing is kept of: the same for a retransmission and for the ACK,
  /// which have the branch, Call-ID and From tag of the request (RFC 3261 §17.1.1.3).
  String tagFor(SipRequest request) {
    int hash = Objects.hash(request.via().branch(), request.callId(), request.fromTag());
    return tagBeginning + "-" + Integer.toHexString(hash);
  }
}
