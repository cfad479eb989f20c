package dev.tandem.node;

import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import org.jspecify.annotations.Nullable;

/// What becomes of a call that has come in and is not answered.
interface IncomingCalls extends OnNode {
  @Override
  default void acceptIncomingCall(SessionId session, Treatment treatment) {
    calls().sounds().require(treatment);
    calls().asks().decide(session, new Verdict.Accept(treatment));
  }

  @Override
  default void sendEarlyMedia(SessionId session, Treatment treatment) {
    calls().sounds().require(treatment);
    calls().asks().decide(session, new Verdict.Progress(treatment));
  }

  @Override
  default void rejectIncomingCall(SessionId session, int status, @Nullable String reason) {
    if (status < 400 || status > 699) {
      throw new IllegalArgumentException("a rejection has a status of 400 to 699, not " + status);
    }
    calls().asks().decide(session, new Verdict.Reject(status, reason));
  }
}
