package dev.tandem.sip.transaction;

import dev.tandem.sip.message.SipResponse;
import dev.tandem.sip.transport.Flow;

/// Who is told what became of one request. On the SIP loop; must not block.
public interface ResponseListener {
  /// For the ACK of a non-2xx, and a CANCEL: there is nothing to hear.
  ResponseListener NOBODY =
      new ResponseListener() {
        @Override
        public void onResponse(SipResponse response, Flow flow) {}

        @Override
        public void onFailure(Failure failure) {}

        @Override
        public void onEnded() {}
      };

  enum Failure {
    /// Timer B or F.
    TIMEOUT,
    TRANSPORT,
    /// It was not even sent: there are as many transactions as there may be.
    FULL
  }

  /// Any response; of an INVITE every 2xx, also repeated ones and those of other forks.
  void onResponse(SipResponse response, Flow flow);

  /// There will be no final response.
  void onFailure(Failure failure);

  /// The transaction is forgotten; the last call.
  void onEnded();
}
