package dev.tandem.bridge;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeInfo;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.BridgeReply;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionId;
import java.time.Duration;
import java.time.Instant;
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

/// Gives [Bridge] a mailbox and a journal. Decides nothing itself.
public final class BridgeEntity
    extends EventSourcedBehavior<BridgeCommand, BridgeEvent, BridgeState> {
  public static final EntityTypeKey<BridgeCommand> KEY =
      EntityTypeKey.create(BridgeCommand.class, "bridge");

  private static final BackoffSupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(50), Duration.ofSeconds(1), 0.2);

  private final BridgeId id;
  private final BridgeDoors doors;
  private final LiveBridges live;
  private final Introductions introductions;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<BridgeCommand> ctx;

  public static Behavior<BridgeCommand> create(
      BridgeId id,
      BridgeDoors doors,
      LiveBridges live,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(timers ->
            new BridgeEntity(id, doors, live, new Introductions(ctx, timers, doors), shard, ctx)));
  }

  private BridgeEntity(
      BridgeId id,
      BridgeDoors doors,
      LiveBridges live,
      Introductions introductions,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<BridgeCommand> ctx) {
    super(PersistenceId.of(KEY.name(), id.value()), RESTART);
    this.id = id;
    this.doors = doors;
    this.live = live;
    this.introductions = introductions;
    this.shard = shard;
    this.ctx = ctx;
  }

  @Override
  public BridgeState emptyState() {
    return BridgeState.none(id);
  }

  @Override
  public EventHandler<BridgeState, BridgeEvent> eventHandler() {
    return Bridge::evolve;
  }

  @Override
  public CommandHandler<BridgeCommand, BridgeEvent, BridgeState> commandHandler() {
    return this::onCommand;
  }

  @Override
  public SignalHandler<BridgeState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::register)
        .onSignal(PostStop.instance(), this::stopped)
        .build();
  }

  /// As a session whose shard moves.
  private void stopped(BridgeState state) {
    live.remove(id);
    if (state.isOpen() && doors.livesOnElsewhere()) {
      doors.tell(id, new BridgeCommand.Describe(ctx.getSystem().ignoreRef()));
    }
  }

  private Effect<BridgeEvent, BridgeState> onCommand(BridgeState state, BridgeCommand command) {
    return switch (command) {
      case BridgeCommand.Form(var members, var node) ->
          carryOut(Bridge.form(state, members, node, Instant.now()), null);
      case BridgeCommand.Connect(var members, var replyTo) -> {
        introductions.begin(members, replyTo);
        yield Effect().none();
      }
      case BridgeCommand.Open(var name, int max, var replyTo) ->
          carryOut(Bridge.open(state, name, max, Instant.now()), replyTo);
      case BridgeCommand.Join(var session, var name, var legOn, var replyTo) ->
          carryOut(
              Bridge.join(state, session, name, legOn, candidate(state), Instant.now()), replyTo);
      case BridgeCommand.Entered(var session) -> {
        introductions.entered(session, id);
        yield Effect().none();
      }
      case BridgeCommand.Leave(var session, var reason) -> {
        introductions.left(session, reason);
        yield carryOut(Bridge.leave(state, session, reason), null);
      }
      case BridgeCommand.Depart(var session) -> carryOut(Bridge.depart(state, session), null);
      case BridgeCommand.HandOver(var leaving, var replaced, var dialog) ->
          carryOut(Bridge.handOver(state, leaving, replaced, dialog), null);
      case BridgeCommand.Replace(var leaving, var entering) ->
          carryOut(Bridge.replace(state, leaving, entering), null);
      case BridgeCommand.LeaveMedia(var session, var from, boolean lost) ->
          carryOut(Bridge.leaveMedia(state, session, from, lost, nextFor(state, from)), null);
      case BridgeCommand.Remove(var session, var replyTo) ->
          carryOut(Bridge.remove(state, session), replyTo);
      case BridgeCommand.Destroy(boolean hangUp, var reason, var replyTo) ->
          carryOut(Bridge.destroy(state, hangUp, reason), replyTo);
      case BridgeCommand.Describe(var replyTo) -> describe(state, replyTo);
      case Introductions.Own own -> introduced(state, own);
      case BridgeCommand.Internal _ -> Effect().unhandled();
    };
  }

  private @Nullable String nextFor(BridgeState state, String from) {
    return state.isOpen() ? doors.chooseMedia(from) : doors.mediaFor(id, from);
  }

  /// A room keeps its media node while that lives.
  private @Nullable String candidate(BridgeState state) {
    String node = state.mediaNode();
    return node != null && doors.takesLegs(node) ? node : doors.chooseMedia(node);
  }

  private Effect<BridgeEvent, BridgeState> introduced(BridgeState state, Introductions.Own own) {
    List<SessionId> members = introductions.heard(own);
    return members.isEmpty()
        ? stayOrGo(state)
        : carryOut(Bridge.connect(state, members, introductions.mediaNode(), Instant.now()), null);
  }

  private Effect<BridgeEvent, BridgeState> describe(
      BridgeState state, ActorRef<BridgeReply> replyTo) {
    replyTo.tell(
        state.isOpen()
            ? new BridgeReply.Told(info(state))
            : new BridgeReply.Refused(ErrorKind.NOT_FOUND, "there is no bridge " + id));
    return stayOrGo(state);
  }

  private Effect<BridgeEvent, BridgeState> carryOut(
      Bridge.Decision decision, @Nullable ActorRef<BridgeReply> replyTo) {
    if (decision.facts().isEmpty()) {
      return Effect().none().thenRun(state -> finish(state, decision, replyTo));
    }
    return Effect().persist(decision.facts()).thenRun(state -> finish(state, decision, replyTo));
  }

  private void finish(
      BridgeState state, Bridge.Decision decision, @Nullable ActorRef<BridgeReply> replyTo) {
    for (BridgeAction action : decision.actions()) {
      switch (action) {
        case BridgeAction.Tell(var session, var command) -> doors.tell(session, command);
        case BridgeAction.Announce(var kind, var session, var reason) ->
            doors.announce(new BridgeNotice(id, kind, session, reason, Instant.now()));
      }
    }
    if (replyTo != null) {
      ErrorKind error = decision.error();
      replyTo.tell(
          error == null
              ? new BridgeReply.Done(id)
              : new BridgeReply.Refused(error, decision.detail()));
    }
    register(state);
    stayOrGo(state);
  }

  private void register(BridgeState state) {
    if (state.isOpen()) {
      live.put(id, () -> info(state));
    } else {
      live.remove(id);
    }
  }

  private Effect<BridgeEvent, BridgeState> stayOrGo(BridgeState state) {
    if (!state.isOpen() && !introductions.busy()) {
      shard.tell(new ClusterSharding.Passivate<>(ctx.getSelf()));
    }
    return Effect().none();
  }

  private BridgeInfo info(BridgeState state) {
    return new BridgeInfo(
        id, state.name(), state.members(), state.created(), state.mediaNode(), doors.node());
  }
}
