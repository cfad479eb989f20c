package dev.tandem.sip.transaction;

import dev.tandem.sip.message.SipRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Server transactions by what their requests have in common (RFC 3261 §17.2.3), and by what two
/// requests share that are one and came by two ways (§8.2.2.2).
final class ServerTable {
  private final Map<String, ServerTransaction> byKey = new HashMap<>();
  private final Map<String, String> merges = new HashMap<>();

  @Nullable ServerTransaction get(String key) {
    return byKey.get(key);
  }

  int size() {
    return byKey.size();
  }

  void put(ServerTransaction transaction) {
    byKey.put(transaction.key(), transaction);
    if (transaction.mergeKey() != null) {
      merges.put(transaction.mergeKey(), transaction.key());
    }
  }

  boolean remove(ServerTransaction transaction) {
    boolean there = byKey.remove(transaction.key()) != null;
    if (there && transaction.mergeKey() != null) {
      merges.remove(transaction.mergeKey());
    }
    return there;
  }

  boolean hasMerged(@Nullable String mergeKey) {
    return mergeKey != null && merges.containsKey(mergeKey);
  }

  static String key(SipRequest request) {
    return key(request, request.method());
  }

  /// Of the INVITE that a CANCEL means.
  static String inviteKey(SipRequest cancel) {
    return key(cancel, "INVITE");
  }

  private static String key(SipRequest request, String method) {
    return key(request.via().branch(), request.via().sentBy(), method);
  }

  /// INVITE and its ACK share a key, a CANCEL has its own.
  static String key(String branch, String sentBy, String method) {
    return switch (method) {
      case "INVITE", "ACK" -> "I;" + sentBy + ";" + branch;
      case "CANCEL" -> "C;" + sentBy + ";" + branch;
      default -> "N;" + sentBy + ";" + branch;
    };
  }

  /// The same request by another way has the same From tag, Call-ID and CSeq.
  ///
  /// @return null inside a dialog, and for a CANCEL
  static @Nullable String mergeKey(SipRequest request) {
    boolean outside = request.toTag().isEmpty() && !request.method().equals("CANCEL");
    return outside
        ? request.method() + request.cseq() + ";" + request.fromTag() + ";" + request.callId()
        : null;
  }
}
