package dev.tandem.session;

import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.session.core.Leg;
import dev.tandem.session.core.SessionAction;
import dev.tandem.session.core.SessionInput;
import dev.tandem.session.core.SessionState;
import dev.tandem.session.core.SessionTimer;
import dev.tandem.table.Publication;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Carries out a session's actions. Everything here is done once the facts are written.
final class SessionWork {
  /// What the entity tells itself.
  sealed interface Own extends SessionCommand.Internal {}

  record Fired(SessionTimer timer) implements Own {}

  record Repeat() implements Own {}

  record MediaReplied(MediaReply reply) implements Own {}

  private static final Repeat REPEAT = new Repeat();

  private final SessionId id;
  private final ActorContext<SessionCommand> ctx;
  private final TimerScheduler<SessionCommand> timers;
  private final SessionDoors doors;
  private final SessionSettings settings;
  private final SessionLegs legs;

  private SessionAction.@Nullable Respond repeated;
  private Duration repeatAfter = Duration.ZERO;

  SessionWork(
      SessionId id,
      ActorContext<SessionCommand> ctx,
      TimerScheduler<SessionCommand> timers,
      SessionDoors doors,
      SessionSettings settings) {
    this.id = id;
    this.ctx = ctx;
    this.timers = timers;
    this.doors = doors;
    this.settings = settings;
    this.legs = new SessionLegs(ctx, doors);
  }

  void perform(SessionAction action) {
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
          timers.cancel(SessionTimer.MEDIA);
        }
      }
      case SessionAction.StartTimer(var timer, var after) ->
          timers.startSingleTimer(timer, new Fired(timer), after);
      case SessionAction.StopTimer(var timer) -> timers.cancel(timer);
      case SessionAction.Respond respond -> respond(respond);
      case SessionAction.RepeatAnswer(var answer) -> startRepeating(answer);
      case SessionAction.StopRepeating _ -> stopRepeating();
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
              send.request());
      case SessionAction.Acknowledge(var dialog, long cseq, var body) ->
          toEdge(
              new EdgeCommand.SendAck(
                  id, dialog, cseq, body.isEmpty() ? null : "application/sdp", body),
              null);
      case SessionAction.Cancel(var request, var reason) ->
          toEdge(new EdgeCommand.Cancel(id, request, reason), null);
      case SessionAction.MakePeer(var peer, var plan) ->
          doors.tell(peer, new SessionCommand.Originate(plan, ctx.getSystem().ignoreRef()));
      case SessionAction.TellSession(var session, var command) -> doors.tell(session, command);
      case SessionAction.TellBridge(var bridge, var command) -> doors.tell(bridge, command);
      case SessionAction.Publish(var publication) ->
          throw new IllegalStateException("the entity publishes: " + publication);
      case SessionAction.TellDigit digit ->
          throw new IllegalStateException("the entity tells: " + digit);
    }
  }

  void publish(Publication publication, SessionInfo info, SessionState state) {
    String local = state.media().localSdp();
    String remote = state.media().remoteSdp();
    doors.publish(publication, info, local == null ? "" : local, remote == null ? "" : remote);
  }

  private void toEdge(EdgeCommand command, @Nullable String request) {
    ActorRef<EdgeCommand> edge = doors.edge();
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

  private void startRepeating(SessionAction.Respond answer) {
    repeated = answer;
    repeatAfter = settings.answerRepeat();
    timers.startSingleTimer(REPEAT, REPEAT, repeatAfter);
  }

  void repeatAnswer() {
    if (repeated != null) {
      respond(repeated);
      Duration twice = repeatAfter.multipliedBy(2);
      repeatAfter =
          twice.compareTo(settings.answerRepeatMax()) > 0 ? settings.answerRepeatMax() : twice;
      timers.startSingleTimer(REPEAT, REPEAT, repeatAfter);
    }
  }

  private void stopRepeating() {
    repeated = null;
    timers.cancel(REPEAT);
  }

  void end() {
    stopRepeating();
    timers.cancelAll();
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
      timers.cancel(SessionTimer.MEDIA);
    }
    return input;
  }
}
