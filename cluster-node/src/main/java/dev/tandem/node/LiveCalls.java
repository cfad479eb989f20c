package dev.tandem.node;

import dev.tandem.api.SessionStats;
import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.KeyPresses;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionHistory;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls that are there: what is done to them, and what is known of them and of those before.
interface LiveCalls extends OnNode {
  /// A peer may take as long as a transaction does to agree to something.
  Duration AGREEMENT = Duration.ofSeconds(40);

  @Override
  default void terminateSession(SessionId session) {
    SessionReply reply =
        calls()
            .asks()
            .session(
                session,
                replyTo ->
                    new SessionCommand.Terminate(
                        EndCause.application("Ended by the application"), replyTo));
    if (reply instanceof SessionReply.Refused(var error, _) && error == ErrorKind.NOT_FOUND) {
      return; // it has ended, which is what was wanted
    }
    Replies.done(reply);
  }

  @Override
  default void hold(SessionId session) {
    hold(session, true);
  }

  @Override
  default void resume(SessionId session) {
    hold(session, false);
  }

  @Override
  default void sendDtmf(SessionId session, String keys, Duration duration, Duration gap) {
    var presses = new KeyPresses(keys, duration, gap);
    if (!presses.problem().isEmpty()) {
      throw new IllegalArgumentException(presses.problem());
    }
    Duration patience = presses.lasts().plus(AGREEMENT);
    Replies.done(
        calls()
            .asks()
            .session(session, replyTo -> new SessionCommand.Press(presses, replyTo), patience));
  }

  @Override
  default void mute(SessionId session, Muting which) {
    mute(session, which, true);
  }

  @Override
  default void unmute(SessionId session, Muting which) {
    mute(session, which, false);
  }

  @Override
  default void updateMedia(
      SessionId session, @Nullable MediaOptions options, @Nullable MediaDirection direction) {
    MediaOptions checked = options == null ? null : options.checked();
    Replies.done(
        calls()
            .asks()
            .session(
                session,
                replyTo -> new SessionCommand.Update(checked, direction, replyTo),
                AGREEMENT));
  }

  private void mute(SessionId session, Muting which, boolean on) {
    Replies.done(
        calls().asks().session(session, replyTo -> new SessionCommand.Mute(which, on, replyTo)));
  }

  private void hold(SessionId session, boolean on) {
    Replies.done(
        calls()
            .asks()
            .session(session, replyTo -> new SessionCommand.Hold(on, replyTo), AGREEMENT));
  }

  @Override
  default Optional<SessionInfo> getSession(SessionId session) {
    SessionReply reply = calls().asks().session(session, SessionCommand.Describe::new);
    return reply instanceof SessionReply.Told(var info) && info.phase() != SessionInfo.Phase.ENDED
        ? Optional.of(info)
        : Optional.empty();
  }

  @Override
  default Optional<SessionHistory> getHistory(SessionId session) {
    SessionReply reply = calls().asks().session(session, SessionCommand.Recount::new);
    return reply instanceof SessionReply.Happened(var history)
        ? Optional.of(history)
        : Optional.empty();
  }

  @Override
  default List<SessionId> listActiveSessions() {
    return getActiveSessions(null, 1000).stream().map(SessionInfo::id).toList();
  }

  @Override
  default List<SessionInfo> getActiveSessions(@Nullable SessionId after, int limit) {
    return calls().asks().sessions(after, limit);
  }

  @Override
  default SessionStats getStats() {
    return calls().asks().stats();
  }

  @Override
  default Subscription subscribeToCallRecords(Consumer<CallRecord> subscriber) {
    return node().subscribeToRecords(subscriber);
  }
}
