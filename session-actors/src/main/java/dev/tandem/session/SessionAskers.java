package dev.tandem.session;

import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.session.core.Decision;
import dev.tandem.session.core.Hold;
import dev.tandem.session.core.MediaWish;
import dev.tandem.session.core.SessionState;
import dev.tandem.session.core.Transfer;
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

  private @Nullable ActorRef<SessionReply> transferring;

  /// @param passed whether the other side held the peer already
  private record Holding(boolean on, boolean passed, ActorRef<SessionReply> replyTo) {}

  private final List<Holding> holding = new ArrayList<>(0);

  private record Updating(MediaWish asked, ActorRef<SessionReply> replyTo) {}

  private final List<Updating> updating = new ArrayList<>(0);

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
  void holding(SessionState state, boolean on, ActorRef<SessionReply> replyTo) {
    if (holding.size() >= MAX_WAITING) {
      replyTo.tell(
          new SessionReply.Refused(
              ErrorKind.RESOURCE_EXHAUSTED, MAX_WAITING + " wait for hold or resume already"));
    } else {
      holding.add(new Holding(on, state.media().hold().isPassed(), replyTo));
    }
  }

  /// Likewise, about codecs and direction.
  void updating(MediaWish asked, ActorRef<SessionReply> replyTo) {
    if (updating.size() >= MAX_WAITING) {
      replyTo.tell(
          new SessionReply.Refused(
              ErrorKind.RESOURCE_EXHAUSTED, MAX_WAITING + " wait for other media already"));
    } else {
      updating.add(new Updating(asked, replyTo));
    }
  }

  private void updated(SessionState state, boolean over) {
    MediaWish pending = state.media().pending();
    updating.removeIf(it -> {
      boolean done = !over && pending == null && it.asked.equals(state.media().wish());
      boolean vain = over || (!done && !it.asked.equals(pending));
      if (done) {
        it.replyTo.tell(new SessionReply.Done(state.id()));
      } else if (vain) {
        String why = over ? ended(state) : "the peer refused, or was asked otherwise since";
        it.replyTo.tell(new SessionReply.Refused(ErrorKind.INVALID_STATE, why));
      }
      return done || vain;
    });
  }

  private static String ended(SessionState state) {
    EndCause end = state.end();
    return end == null ? "the call has ended" : "the call has ended: " + end.reason();
  }

  /// Answered by [#changed] once it is known how the transfer went.
  void transferring(ActorRef<SessionReply> replyTo) {
    transferring = replyTo; // there is one at a time
  }

  private void transferred(SessionState state, ActorRef<SessionReply> asker, boolean over) {
    Transfer transfer = state.extensions().transfer();
    if (transfer != null && transfer.isAsked() && !transfer.isPending()) {
      String why = transfer.ours() ? "not transferred: the peer tells " : "not moved: ";
      asker.tell(
          transfer.status() < 300
              ? new SessionReply.Done(state.id())
              : new SessionReply.Refused(ErrorKind.INVALID_STATE, why + transfer.status()));
      transferring = null;
    } else if (over) {
      asker.tell(
          new SessionReply.Refused(
              ErrorKind.INVALID_STATE, "the call has ended before the peer told how it went"));
      transferring = null;
    }
  }

  private void held(SessionState state, boolean over) {
    Hold hold = state.media().hold();
    holding.removeIf(it -> {
      boolean passed = hold.isPassed();
      boolean refused = hold.asked() != it.on || (passed && !it.passed && !it.on);
      boolean vain = over || refused;
      boolean done = !vain && hold.told() == (it.on || passed);
      if (done) {
        it.replyTo.tell(new SessionReply.Done(state.id()));
      } else if (vain) {
        String why = over ? ended(state) : "the peer refused, or was asked otherwise since";
        it.replyTo.tell(new SessionReply.Refused(ErrorKind.INVALID_STATE, why));
      }
      return done || vain;
    });
  }

  void changed(SessionState state, boolean over) {
    boolean ends = over || state.end() != null; // the answer to our BYE may be long in coming
    if (!holding.isEmpty()) {
      held(state, ends);
    }
    if (!updating.isEmpty()) {
      updated(state, ends);
    }
    if (transferring != null) {
      transferred(state, transferring, over);
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
