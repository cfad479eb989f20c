package dev.tandem.sip.transaction;

import dev.tandem.protocol.Header;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.transport.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is told about requests (RFC 3261 §17: the TU). All on the SIP loop; must not block.
public interface TransactionUser {
  /// An answer that leaves nothing behind.
  ///
  /// @param status 300–699
  record Screened(int status, List<Header> headers) {}

  /// Asked about each new request other than ACK and CANCEL before anything is kept of it, so that
  /// a flood of requests that are only to be challenged costs no memory (RFC 3261 §8.2.7). A
  /// retransmission is asked about again.
  ///
  /// @return null to go on to [#onRequest]
  default @Nullable Screened screen(SipRequest request, Flow flow) {
    return null;
  }

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

  /// A connection is gone.
  default void onClosed(Flow flow) {}

  /// The transaction is forgotten. Comes once for each that was given to [#onRequest] or
  /// [#onCancel].
  void onEnded(ServerTransaction transaction);
}
