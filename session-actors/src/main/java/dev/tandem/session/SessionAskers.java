package dev.tandem.session;

import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.session.core.Decision;
import dev.tandem.session.core.Hold;
import dev.tandem.session.core.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Those who wait for a word from the session. Forgotten when the entity moves: askers have a
/// time-out.
final class SessionAskers {
  static final int MAX_WAITING = 32;

  private final Supplier<SessionInfo> snapshot;
  private final List<ActorRef<SessionReply>> waiting = new ArrayList<>(0);
  private @Nullable ActorRef<SessionReply> originator;

  private record Holding(boolean on, ActorRef<SessionReply> replyTo) {}

  private final List<Holding> holding = new ArrayList<>(0);

  SessionAskers(Supplier<SessionInfo> snapshot) {
    this.snapshot = snapshot;
  }

  SessionInfo snapshot() {
    return snapshot.get();
  }

  void describe(SessionState state, ActorRef<SessionReply> replyTo) {
    replyTo.tell(state.isIdle() ? unknown(state.id()) : new SessionReply.Told(snapshot()));
  }

  void await(SessionState state, ActorRef<SessionReply> replyTo) {
    SessionInfo now = snapshot();
    if (state.isIdle()) {
      replyTo.tell(unknown(state.id()));
    } else if (now.phase() != SessionInfo.Phase.SETUP) {
      replyTo.tell(new SessionReply.Told(now));
    } else if (waiting.size() >= MAX_WAITING) {
      replyTo.tell(
          new SessionReply.Refused(
              ErrorKind.RESOURCE_EXHAUSTED,
              MAX_WAITING + " callers wait for session " + state.id() + " already"));
    } else {
      waiting.add(replyTo);
    }
  }

  /// An outgoing call is reported as begun when its INVITE goes out. Asked again for one that is
  /// under way, it says so.
  void originating(SessionState state, ActorRef<SessionReply> replyTo) {
    if (state.isIdle()) {
      originator = replyTo;
    } else {
      replyTo.tell(new SessionReply.Done(state.id()));
    }
  }

  /// Answered by [#changed] once the peer has agreed to it, or has not.
  void holding(boolean on, ActorRef<SessionReply> replyTo) {
    if (holding.size() >= MAX_WAITING) {
      replyTo.tell(
          new SessionReply.Refused(
              ErrorKind.RESOURCE_EXHAUSTED, MAX_WAITING + " wait for hold or resume already"));
    } else {
      holding.add(new Holding(on, replyTo));
    }
  }

  private void held(SessionState state, boolean over) {
    Hold hold = state.media().hold();
    holding.removeIf(it -> {
      boolean done = !over && hold.asked() == it.on && hold.told() == it.on;
      boolean vain = over || hold.asked() != it.on;
      if (done) {
        it.replyTo.tell(new SessionReply.Done(state.id()));
      } else if (vain) {
        String why = over ? "the call has ended" : "the peer refused, or was asked otherwise since";
        it.replyTo.tell(new SessionReply.Refused(ErrorKind.INVALID_STATE, why));
      }
      return done || vain;
    });
  }

  void changed(SessionState state, boolean over) {
    if (!holding.isEmpty()) {
      held(state, over);
    }
    if (originator != null && (state.dialog() != null || over)) {
      originator.tell(
          state.dialog() != null ? new SessionReply.Done(state.id()) : refusal(state.end()));
      originator = null;
    }
    if (!waiting.isEmpty() && snapshot().phase() != SessionInfo.Phase.SETUP) {
      var told = new SessionReply.Told(snapshot());
      waiting.forEach(it -> it.tell(told));
      waiting.clear();
    }
  }

  void answer(
      @Nullable ActorRef<SessionReply> replyTo, SessionId id, Decision.@Nullable Refusal refusal) {
    if (replyTo != null) {
      replyTo.tell(
          refusal == null
              ? new SessionReply.Done(id)
              : new SessionReply.Refused(refusal.error(), refusal.detail()));
    }
  }

  private static SessionReply refusal(@Nullable EndCause end) {
    return new SessionReply.Refused(
        ErrorKind.RESOURCE_EXHAUSTED, end == null ? "the call was not placed" : end.reason());
  }

  private static SessionReply unknown(SessionId id) {
    return new SessionReply.Refused(ErrorKind.NOT_FOUND, "there is no session " + id);
  }
}
