package dev.tandem.session;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.session.core.Leg;
import dev.tandem.session.core.SessionAction;
import dev.tandem.session.core.SessionInput;
import dev.tandem.session.core.SessionState;
import dev.tandem.session.core.SessionTimer;
import dev.tandem.session.core.TransferPlan;
import dev.tandem.table.Publication;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Carries out a session's actions. Everything here is done once the facts are written.
final class SessionWork {
  /// What the entity tells itself.
  sealed interface Own extends SessionCommand.Internal {}

  /// @param start which start of the session's timers it belongs to
  record Fired(SessionTimer timer, long start) implements Own {}

  record Repeat() implements Own {}

  record Again(SessionInput input) implements Own {}

  /// What a trunk says of a call that is to go out.
  record Admitted(CallPlan plan, SessionDoors.Admission admission, ActorRef<SessionReply> replyTo)
      implements Own {}

  record MediaReplied(MediaReply reply) implements Own {}

  /// @param paused whether it was a pause that is over
  record KeyDue(boolean paused) implements Own {}

  private static final String KEYS = "keys";

  private final SessionId id;
  private final ActorContext<SessionCommand> ctx;
  private final TimerScheduler<SessionCommand> scheduler;
  private final SessionTimers timers;
  private final SessionDoors doors;
  private final LiveSessions live;
  private final SessionLegs legs;
  private final AnswerRepeater repeater;

  SessionWork(
      SessionId id,
      ActorContext<SessionCommand> ctx,
      TimerScheduler<SessionCommand> scheduler,
      SessionDoors doors,
      SessionSettings settings,
      LiveSessions live) {
    this.id = id;
    this.ctx = ctx;
    this.scheduler = scheduler;
    this.timers = new SessionTimers(scheduler);
    this.doors = doors;
    this.live = live;
    this.legs = new SessionLegs(ctx, doors);
    this.repeater = new AnswerRepeater(scheduler, settings);
  }

  /// @param muting what is muted at the moment
  void mutedAs(Supplier<Muting> muting) {
    legs.mutedAs(muting);
  }

  /// @param info how the session looks at that moment
  void perform(List<SessionAction> actions, SessionBook book, Supplier<SessionInfo> info) {
    for (SessionAction action : actions) {
      perform(action, book, info);
    }
  }

  private void perform(SessionAction action, SessionBook book, Supplier<SessionInfo> info) {
    switch (action) {
      case SessionAction.AskHandler(var invitation) ->
          doors.ask(
              id,
              invitation,
              verdict ->
                  ctx.getSelf()
                      .tell(new SessionCommand.Decide(verdict, ctx.getSystem().ignoreRef())));
      case SessionAction.OpenLeg open -> legs.open(open);
      case SessionAction.ChangeLeg change -> legs.change(change);
      case SessionAction.CloseLeg(var leg, var node) -> {
        legs.close(leg, node);
        if (!legs.isOpening()) {
          timers.stop(SessionTimer.MEDIA);
        }
      }
      case SessionAction.StartTimer(var timer, var after) -> timers.start(timer, after);
      case SessionAction.StopTimer(var timer) -> timers.stop(timer);
      case SessionAction.Respond respond -> respond(respond);
      case SessionAction.RepeatAnswer(var answer) -> repeater.start(answer);
      case SessionAction.StopRepeating _ -> repeater.stop();
      case SessionAction.Send send ->
          toEdge(
              new EdgeCommand.Send(
                  id,
                  send.request(),
                  send.method(),
                  send.dialog(),
                  send.cseq(),
                  send.headers(),
                  send.contentType(),
                  send.body()),
              send.request(),
              book.edgeFor(send));
      case SessionAction.Acknowledge ack ->
          toEdge(
              new EdgeCommand.SendAck(
                  id,
                  ack.dialog(),
                  ack.cseq(),
                  ack.body().isEmpty() ? null : "application/sdp",
                  ack.body(),
                  ack.headers()),
              null,
              book.edgeFor(ack));
      case SessionAction.Cancel cancel ->
          toEdge(
              new EdgeCommand.Cancel(id, cancel.request(), cancel.reason()),
              null,
              book.edgeFor(cancel));
      case SessionAction.MakePeer(var peer, var plan) ->
          // The other leg follows the same table.
          doors.tell(
              peer,
              new SessionCommand.Originate(
                  plan, book.state().table(), ctx.getSystem().ignoreRef()));
      case SessionAction.Again(var input) -> ctx.getSelf().tell(new Again(input));
      case SessionAction.TellSession(var session, var command) -> doors.tell(session, command);
      case SessionAction.TellBridge(var bridge, var command) -> doors.tell(bridge, command);
      case SessionAction.AskTransfer ask -> askTransfer(ask, info.get());
      case SessionAction.Publish(var publication) -> publish(publication, info.get(), book.state());
      case SessionAction.TellDigit(char key, var duration) ->
          doors.digit(info.get(), key, duration);
    }
  }

  private void askTransfer(SessionAction.AskTransfer ask, SessionInfo info) {
    doors.askTransfer(
        info,
        ask.target(),
        ask.referredBy(),
        verdict -> ctx.getSelf().tell(new SessionCommand.DecideTransfer(ask.cseq(), verdict)));
  }

  /// To the call whose peer is to replace this one.
  void passOn(SessionState state, SessionId consulted, ActorRef<SessionReply> replyTo) {
    ReferTo target = TransferPlan.targetOf(state);
    if (target == null) {
      replyTo.tell(
          new SessionReply.Refused(
              ErrorKind.INVALID_STATE,
              "session " + id + " is not in a call that another one can be connected with"));
    } else {
      doors.tell(consulted, new SessionCommand.Transfer(target, replyTo));
    }
  }

  private void publish(Publication publication, SessionInfo info, SessionState state) {
    String local = state.media().localSdp();
    String remote = state.media().remoteSdp();
    live.count(publication);
    doors.publish(publication, info, local == null ? "" : local, remote == null ? "" : remote);
  }

  private void toEdge(EdgeCommand command, @Nullable String request, @Nullable String node) {
    ActorRef<EdgeCommand> chosen = node == null ? null : doors.edge(node);
    ActorRef<EdgeCommand> edge = chosen == null ? doors.edge() : chosen;
    if (edge != null) {
      edge.tell(command);
    } else if (request != null) {
      ctx.getSelf().tell(new SessionCommand.Unanswered(request, SessionCommand.Failure.TRANSPORT));
    }
  }

  /// Through the edge that has the transaction, while it lives; else through any other, which then
  /// answers by the stored INVITE.
  private void respond(SessionAction.Respond answer) {
    boolean up = doors.isUp(answer.transaction());
    ActorRef<EdgeCommand> edge = up ? answer.transaction().edge() : doors.edge();
    if (edge != null) {
      edge.tell(
          new EdgeCommand.Respond(
              answer.transaction().key(),
              id,
              answer.status(),
              answer.reason(),
              answer.localTag(),
              answer.headers(),
              answer.contentType(),
              answer.body(),
              up ? null : answer.invite()));
    }
  }

  void repeatAnswer() {
    var answer = repeater.next();
    if (answer != null) {
      respond(answer);
    }
  }

  boolean isDue(Fired fired) {
    return timers.isDue(fired);
  }

  /// @param pause whether it is one
  void keyDue(Duration after, boolean pause) {
    scheduler.startSingleTimer(KEYS, new KeyDue(pause), after);
  }

  void end() {
    repeater.stop();
    timers.stopAll();
  }

  /// After a recovery the leg is where the journal says.
  void resume(SessionState state) {
    Leg leg = state.media().leg();
    if (leg != null) {
      legs.resume(leg);
    }
  }

  void audit(SessionState state, LegId leg, String node, boolean over) {
    boolean ours = is(state.media().leg(), leg, node) || is(state.media().leaving(), leg, node);
    if (over || (!ours && !legs.isOpening(leg))) {
      legs.close(leg, node);
    }
  }

  /// An earlier life of the session may have opened a leg of the same number elsewhere.
  private static boolean is(@Nullable Leg own, LegId leg, String node) {
    return own != null && own.id().equals(leg) && own.mediaNode().equals(node);
  }

  void lost(String mediaNode) {
    legs.lost(mediaNode);
  }

  /// What a media reply means to the core; null when it means nothing.
  @Nullable SessionInput heard(MediaReply reply) {
    SessionInput input = legs.heard(reply);
    if (input != null) {
      timers.stop(SessionTimer.MEDIA);
    }
    return input;
  }
}
