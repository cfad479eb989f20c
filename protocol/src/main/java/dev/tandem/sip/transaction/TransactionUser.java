package dev.tandem.sip.transaction;

import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// Who is told about requests (RFC 3261 §17: the TU). All on the SIP loop; must not block.
public interface TransactionUser {
  /// A new request other than ACK and CANCEL. An INVITE has its 100 already. Must be answered
  /// through `transaction` some time.
  void onRequest(ServerTransaction transaction, SipRequest request);

  /// The ACK of a 2xx.
  void onAck(SipRequest ack, Flow flow);

  /// A CANCEL; to be answered through `transaction`.
  ///
  /// @param invite what it cancels, null when we have no such transaction (any more)
  void onCancel(
      ServerTransaction transaction, @Nullable ServerTransaction invite, SipRequest cancel);

  /// The transaction is forgotten. Comes once for each that was given to [#onRequest] or
  /// [#onCancel].
  void onEnded(ServerTransaction transaction);
}
