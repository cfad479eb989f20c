package dev.tandem.session;

import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionReply;
import dev.tandem.session.core.Decision;
import dev.tandem.session.core.Environment;
import dev.tandem.session.core.SessionAction;
import dev.tandem.session.core.SessionCore;
import dev.tandem.session.core.SessionEvent;
import dev.tandem.session.core.SessionInput;
import dev.tandem.session.core.SessionState;
import dev.tandem.table.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/// Gives [SessionCore] a mailbox, a journal and timers. Decides nothing itself.
///
/// Facts are written before anything that others can see is done; work that can be repeated unseen
/// ([SessionAction.Tentative]) does not wait for them, so that an ordinary call needs three writes.
/// The session's present state is therefore `current`; Pekko's own copy is what is in the journal.
public final class SessionEntity
    extends EventSourcedBehavior<SessionCommand, SessionEvent, SessionState> {
  public static final EntityTypeKey<SessionCommand> KEY =
      EntityTypeKey.create(SessionCommand.class, "session");

  private static final BackoffSupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(50), Duration.ofSeconds(1), 0.2);

  private final SessionId id;
  private final SessionCore core;
  private final Environment environment;
  private final SessionDoors doors;
  private final LiveSessions live;
  private final SessionWork work;
  private final SessionAskers askers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<SessionCommand> ctx;

  private final List<SessionEvent> unwritten = new ArrayList<>(2);
  private SessionState current;
  private boolean leaving;
  private boolean registered;

  /// @param shard told when the session is over
  public static Behavior<SessionCommand> create(
      SessionId id,
      SessionCore core,
      SessionSettings settings,
      DialogTags tags,
      SessionDoors doors,
      LiveSessions live,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(timers -> {
          var work = new SessionWork(id, ctx, timers, doors, settings);
          return new SessionEntity(id, core, tags, doors, work, live, shard, ctx);
        }));
  }

  private SessionEntity(
      SessionId id,
      SessionCore core,
      DialogTags tags,
      SessionDoors doors,
      SessionWork work,
      LiveSessions live,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<SessionCommand> ctx) {
    super(PersistenceId.of(KEY.name(), id.value()), RESTART);
    this.id = id;
    this.core = core;
    this.doors = doors;
    this.environment = new NodeEnvironment(tags, doors);
    this.live = live;
    this.work = work;
    this.shard = shard;
    this.ctx = ctx;
    this.current = SessionState.idle(id);
    this.askers = new SessionAskers(() -> Snapshots.of(current, doors.node(), isOver()));
  }

  @Override
  public SessionState emptyState() {
    return SessionState.idle(id);
  }

  @Override
  public EventHandler<SessionState, SessionEvent> eventHandler() {
    return SessionCore::evolve;
  }

  @Override
  public CommandHandler<SessionCommand, SessionEvent, SessionState> commandHandler() {
    return (_, command) -> onCommand(command);
  }

  @Override
  public SignalHandler<SessionState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::recovered)
        .onSignal(PostStop.instance(), _ -> stopped())
        .build();
  }

  private void stopped() {
    live.remove(id);
    if (registered && !leaving && !isOver()) {
      doors.handedOver(id);
    }
  }

  private void recovered(SessionState state) {
    if (state.isIdle()) {
      return;
    }
    current = state;
    Decision decision = core.recover(state, environment);
    decision.facts().forEach(fact -> current = SessionCore.evolve(current, fact)); // all soft
    if (!isOver()) {
      live.recovered.increment();
      register();
      work.resume(current);
      perform(decision.actions());
    }
  }

  private Effect<SessionEvent, SessionState> onCommand(SessionCommand command) {
    return switch (command) {
      case SessionCommand.Describe(var replyTo) -> {
        askers.describe(current, replyTo);
        yield done();
      }
      case SessionCommand.AwaitAnswer(var replyTo) -> {
        askers.await(current, replyTo);
        yield done();
      }
      case SessionCommand.AuditLeg(var leg, var node) -> {
        work.audit(current, leg, node, isOver());
        yield done();
      }
      case SessionCommand.Originate(var plan, var replyTo) -> {
        askers.originating(current, replyTo);
        yield decide(new SessionInput.Make(plan), null);
      }
      case SessionCommand.Decide(var verdict, var replyTo) ->
          decide(new SessionInput.Decided(verdict), replyTo);
      case SessionCommand.Terminate(var cause, var replyTo) ->
          decide(new SessionInput.HangUp(cause), replyTo);
      case SessionCommand.Hold(boolean on, var replyTo) -> hold(on, replyTo);
      case SessionWork.Own own -> own(own);
      case SessionCommand.Internal _ -> Effect().unhandled();
      case SessionCommand.Invited _,
          SessionCommand.Requested _,
          SessionCommand.Acked _,
          SessionCommand.Cancelled _,
          SessionCommand.Responded _,
          SessionCommand.Unanswered _,
          SessionCommand.PeerRings _,
          SessionCommand.PeerAnswers _,
          SessionCommand.PeerFails _,
          SessionCommand.EnterBridge _,
          SessionCommand.BridgeRefuses _,
          SessionCommand.BridgeEnds _,
          SessionCommand.LeaveMedia _,
          SessionCommand.LeaveEdge _,
          SessionCommand.MoveLeg _ -> {
        if (command instanceof SessionCommand.LeaveMedia(var node, boolean lost) && lost) {
          work.lost(node);
        }
        SessionInput input = Inputs.of(command);
        yield input == null ? done() : decide(input, null);
      }
    };
  }

  /// Answered when the peer has agreed.
  private Effect<SessionEvent, SessionState> hold(boolean on, ActorRef<SessionReply> replyTo) {
    Decision decision = core.decide(current, new SessionInput.Hold(on), environment);
    if (decision.refusal() != null) {
      askers.answer(replyTo, id, decision.refusal());
      return done();
    }
    askers.holding(on, replyTo);
    return carryOut(decision, null);
  }

  private Effect<SessionEvent, SessionState> own(SessionWork.Own own) {
    return switch (own) {
      case SessionWork.Repeat _ -> {
        work.repeatAnswer();
        yield done();
      }
      case SessionWork.Fired(var timer) -> decide(new SessionInput.Timeout(timer), null);
      case SessionWork.MediaReplied(var reply) -> {
        SessionInput input = work.heard(reply);
        yield input == null ? done() : decide(input, null);
      }
    };
  }

  private Effect<SessionEvent, SessionState> decide(
      SessionInput input, @Nullable ActorRef<SessionReply> replyTo) {
    return carryOut(core.decide(current, input, environment), replyTo);
  }

  private Effect<SessionEvent, SessionState> carryOut(
      Decision decision, @Nullable ActorRef<SessionReply> replyTo) {
    for (SessionEvent fact : decision.facts()) {
      current = SessionCore.evolve(current, fact);
      if (!(fact instanceof SessionEvent.Soft)) {
        unwritten.add(fact);
      }
    }
    if (unwritten.isEmpty() || allTentative(decision.actions())) {
      finish(decision, replyTo);
      return done();
    }
    List<SessionEvent> facts = List.copyOf(unwritten);
    unwritten.clear();
    return Effect().persist(facts).thenRun(_ -> finish(decision, replyTo));
  }

  private boolean allTentative(List<SessionAction> actions) {
    for (SessionAction action : actions) {
      if (!(action instanceof SessionAction.Tentative)) {
        return false;
      }
    }
    return !isOver();
  }

  private void finish(Decision decision, @Nullable ActorRef<SessionReply> replyTo) {
    perform(decision.actions());
    askers.answer(replyTo, id, decision.refusal());
    if (current.isIdle()) {
      leave(); // nobody has ever called this id, or the call was refused before it began
      return;
    }
    if (!decision.facts().isEmpty()) {
      register();
    }
    askers.changed(current, isOver());
    if (isOver()) {
      work.end();
      leave();
    }
  }

  private void perform(List<SessionAction> actions) {
    for (SessionAction action : actions) {
      if (action instanceof SessionAction.Publish(var publication)) {
        count(publication);
        work.publish(publication, askers.snapshot(), current);
      } else if (action instanceof SessionAction.TellDigit(char key, var duration)) {
        doors.digit(askers.snapshot(), key, duration);
      } else {
        work.perform(action);
      }
    }
  }

  private void count(Publication publication) {
    switch (publication) {
      case SESSION_CREATED -> live.created.increment();
      case CALL_ESTABLISHED -> live.answered.increment();
      case CALL_FAILED -> live.failed.increment();
      case CALL_TERMINATED, CALL_CANCELLED -> live.ended.increment();
      case INCOMING_CALL,
          CALL_RINGING,
          CALL_PROGRESS,
          CALL_BRIDGED,
          CALL_UNBRIDGED,
          MEDIA_CHANGED -> {}
    }
  }

  private void register() {
    if (!registered && !leaving) {
      registered = true;
      live.put(id, askers::snapshot, ctx.getSelf());
    }
  }

  private void leave() {
    if (!leaving) {
      leaving = true;
      live.remove(id);
      shard.tell(new ClusterSharding.Passivate<>(ctx.getSelf()));
    }
  }

  private boolean isOver() {
    return core.isFinal(current);
  }

  private Effect<SessionEvent, SessionState> done() {
    return Effect().none();
  }
}
