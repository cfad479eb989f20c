package dev.tandem.node;

import dev.tandem.api.CallSession;
import dev.tandem.api.SessionException;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/// Peers that are sent to somebody else, or put together.
interface Transfers extends OnNode {
  /// The target of a transfer may ring as long as a phone lets it.
  Duration TRANSFER = Duration.ofMinutes(5);

  @Override
  default void transfer(SessionId session, String target) {
    var to = new ReferTo(SipUris.checked("target", target), null);
    transferred(session, replyTo -> new SessionCommand.Transfer(to, replyTo));
  }

  @Override
  default void moveTo(SessionId session, String to) {
    List<String> targets = Replies.joined(calls().devices().of(to));
    transferred(session, replyTo -> new SessionCommand.Move(targets, replyTo));
  }

  @Override
  default CallSession consult(SessionId session, String target) {
    String called = SipUris.checked("target", target);
    SessionInfo info = calls().asks().info(session);
    hold(session);
    return createOutgoingCall(info.role().equals("UAS") ? info.to() : info.from(), called);
  }

  @Override
  default void completeTransfer(SessionId session, SessionId consultation) {
    if (session.equals(consultation)) {
      throw new SessionException(ErrorKind.INVALID_STATE, "a call cannot replace itself");
    }
    transferred(consultation, replyTo -> new SessionCommand.TransferInto(session, replyTo));
    terminateSession(consultation); // whom it reached has hung it up, or is about to
  }

  private void transferred(
      SessionId session, Function<ActorRef<SessionReply>, SessionCommand> command) {
    Replies.done(calls().asks().session(session, command, TRANSFER));
  }

  @Override
  default void cancelTransfer(SessionId session, SessionId consultation) {
    terminateSession(consultation);
    resume(session);
  }
}
