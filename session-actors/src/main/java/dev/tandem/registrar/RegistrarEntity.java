package dev.tandem.registrar;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.RegistrarCommand;
import dev.tandem.protocol.RegistrarReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongPredicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
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

/// Gives [Registrar] a mailbox, a journal and a timer. Decides nothing itself.
///
/// Nobody wakes it after its node has died: whoever asks for the address does, and what has expired
/// meanwhile does not count.
public final class RegistrarEntity
    extends EventSourcedBehavior<RegistrarCommand, RegistrarEvent, RegistrarState> {
  public static final EntityTypeKey<RegistrarCommand> KEY =
      EntityTypeKey.create(RegistrarCommand.class, "address");

  private static final BackoffSupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(50), Duration.ofSeconds(1), 0.2);

  private enum Tick implements RegistrarCommand.Internal {
    EXPIRED
  }

  private final AddressOfRecord address;
  private final RegistrarSettings settings;
  private final LiveAddresses live;
  private final LongPredicate gone;
  private final InstantSource clock;
  private final TimerScheduler<RegistrarCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<RegistrarCommand> ctx;

  /// @param id as [AddressOfRecord#entityId] makes it
  /// @param gone whether that [dev.tandem.protocol.Binding#life] is over
  public static Behavior<RegistrarCommand> create(
      String id,
      RegistrarSettings settings,
      LiveAddresses live,
      LongPredicate gone,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(
            timers -> new RegistrarEntity(id, settings, live, gone, clock, timers, shard, ctx)));
  }

  private RegistrarEntity(
      String id,
      RegistrarSettings settings,
      LiveAddresses live,
      LongPredicate gone,
      InstantSource clock,
      TimerScheduler<RegistrarCommand> timers,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<RegistrarCommand> ctx) {
    super(PersistenceId.of(KEY.name(), id), RESTART);
    this.address = AddressOfRecord.ofEntity(id);
    this.settings = settings;
    this.live = live;
    this.gone = gone;
    this.clock = clock;
    this.timers = timers;
    this.shard = shard;
    this.ctx = ctx;
  }

  @Override
  public RegistrarState emptyState() {
    return RegistrarState.NONE;
  }

  @Override
  public EventHandler<RegistrarState, RegistrarEvent> eventHandler() {
    return Registrar::evolve;
  }

  @Override
  public CommandHandler<RegistrarCommand, RegistrarEvent, RegistrarState> commandHandler() {
    return this::onCommand;
  }

  @Override
  public SignalHandler<RegistrarState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::arm)
        .onSignal(PostStop.instance(), _ -> live.remove(address))
        .build();
  }

  private Effect<RegistrarEvent, RegistrarState> onCommand(
      RegistrarState state, RegistrarCommand command) {
    Instant now = clock.instant();
    return switch (command) {
      case RegistrarCommand.Register(var asked, var replyTo) ->
          carryOut(
              Registrar.register(
                  Registrar.without(state, gone), asked, settings.limits(), isFull(state), now),
              replyTo);
      case RegistrarCommand.Lookup(var replyTo) ->
          carryOut(Registrar.lookup(state, gone, now), replyTo);
      case RegistrarCommand.FlowGone(var node, var flow) ->
          carryOut(Registrar.flowGone(state, node, flow, now), null);
      case RegistrarCommand.Internal _ -> carryOut(Registrar.expire(state, now), null);
    };
  }

  /// Whether there is no room for it; what has bindings, be they dead ones, has its room.
  private boolean isFull(RegistrarState state) {
    return state.bindings().isEmpty() && live.size() >= settings.maxAddresses();
  }

  private Effect<RegistrarEvent, RegistrarState> carryOut(
      Registrar.Decision decision, @Nullable ActorRef<RegistrarReply> replyTo) {
    if (decision.facts().isEmpty()) {
      return Effect().none().thenRun(state -> finish(state, decision, replyTo));
    }
    return Effect().persist(decision.facts()).thenRun(state -> finish(state, decision, replyTo));
  }

  private void finish(
      RegistrarState state,
      Registrar.Decision decision,
      @Nullable ActorRef<RegistrarReply> replyTo) {
    arm(state); // first: who hears the answer may look at the books
    if (replyTo != null) {
      replyTo.tell(decision.reply());
    }
    stayOrGo(state);
  }

  private void arm(RegistrarState state) {
    state
        .nextExpiry()
        .ifPresentOrElse(
            next -> {
              live.put(address);
              Duration left = Duration.between(clock.instant(), next);
              timers.startSingleTimer(Tick.EXPIRED, left.isNegative() ? Duration.ZERO : left);
            },
            () -> {
              live.remove(address);
              timers.cancel(Tick.EXPIRED);
            });
  }

  private Effect<RegistrarEvent, RegistrarState> stayOrGo(RegistrarState state) {
    if (state.bindings().isEmpty()) {
      shard.tell(new ClusterSharding.Passivate<>(ctx.getSelf()));
    }
    return Effect().none();
  }
}
