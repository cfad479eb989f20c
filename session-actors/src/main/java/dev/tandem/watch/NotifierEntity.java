package dev.tandem.watch;

import dev.tandem.protocol.SubscriptionCommand;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
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

/// Gives [Notifier] a mailbox, a journal and timers. Decides nothing itself; [Notices] sends.
public final class NotifierEntity
    extends EventSourcedBehavior<SubscriptionCommand, NotifierEvent, NotifierState> {
  public static final EntityTypeKey<SubscriptionCommand> KEY =
      EntityTypeKey.create(SubscriptionCommand.class, "subscription");

  /// Something it watches may look different now.
  static final SubscriptionCommand CHANGED = Notices.Own.Tick.CHANGED;

  static final SubscriptionCommand EDGE_GONE = Notices.Own.Tick.EDGE_GONE;

  private static final BackoffSupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(50), Duration.ofSeconds(1), 0.2);

  private final SubscriptionId id;
  private final SubscriptionSettings settings;
  private final NotifierDoors doors;
  private final LiveNotifiers live;
  private final InstantSource clock;
  private final TimerScheduler<SubscriptionCommand> timers;
  private final Notices notices;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<SubscriptionCommand> ctx;
  private NotifierState current = NotifierState.NONE;

  public static Behavior<SubscriptionCommand> create(
      SubscriptionId id,
      SubscriptionSettings settings,
      NotifierDoors doors,
      LiveNotifiers live,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(
            timers -> new NotifierEntity(id, settings, doors, live, clock, timers, shard, ctx)));
  }

  private NotifierEntity(
      SubscriptionId id,
      SubscriptionSettings settings,
      NotifierDoors doors,
      LiveNotifiers live,
      InstantSource clock,
      TimerScheduler<SubscriptionCommand> timers,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<SubscriptionCommand> ctx) {
    super(PersistenceId.of(KEY.name(), id.value()), RESTART);
    this.id = id;
    this.settings = settings;
    this.doors = doors;
    this.live = live;
    this.clock = clock;
    this.timers = timers;
    this.notices = new Notices(ctx, timers, doors, settings.notifyInterval(), clock);
    this.shard = shard;
    this.ctx = ctx;
  }

  @Override
  public NotifierState emptyState() {
    return NotifierState.NONE;
  }

  @Override
  public EventHandler<NotifierState, NotifierEvent> eventHandler() {
    return Notifier::evolve;
  }

  @Override
  public CommandHandler<SubscriptionCommand, NotifierEvent, NotifierState> commandHandler() {
    return this::onCommand;
  }

  @Override
  public SignalHandler<NotifierState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::recovered)
        .onSignal(PostStop.instance(), _ -> stopped())
        .build();
  }

  private void recovered(NotifierState state) {
    current = state;
    if (state.isActive()) {
      notices.resume(state);
      arm(state);
    }
  }

  private void stopped() {
    live.remove(id);
    if (current.isActive()) {
      doors.handedOver(id);
    }
  }

  private Effect<NotifierEvent, NotifierState> onCommand(
      NotifierState state, SubscriptionCommand command) {
    return switch (command) {
      case SubscriptionCommand.Subscribe(var asked, var replyTo) -> {
        String subscriber = asked.begins() == null ? "" : asked.begins().subscriber();
        var room =
            new Notifier.Room(
                live.size() < settings.maxSubscriptions(),
                live.of(subscriber) < settings.limits().maxPerSubscriber());
        yield carryOut(
            Notifier.subscribe(
                state,
                asked,
                doors.tagOf(id),
                settings.limits(),
                room,
                notices.sent(),
                clock.instant()),
            replyTo);
      }
      case SubscriptionCommand.Describe(var replyTo) -> {
        replyTo.tell(
            state.isActive()
                ? new SubscriptionReply.Granted(left(state).toSeconds())
                : new SubscriptionReply.Refused(SubscriptionReply.Refusal.UNKNOWN, 0));
        yield stayOrGo(state);
      }
      case Notices.Own own -> own(state, own);
      case SubscriptionCommand.Internal _ -> Effect().unhandled();
    };
  }

  private Effect<NotifierEvent, NotifierState> own(NotifierState state, Notices.Own own) {
    if (own == Notices.Own.Tick.EXPIRED) {
      return state.isActive() && left(state).isZero() ? end(Notifier.TIMEOUT, true) : none();
    }
    return switch (notices.heard(state, own)) {
      case GO_ON -> {
        watch(state);
        yield none();
      }
      case GONE -> end(Notifier.TIMEOUT, false);
      case NOTHING_LEFT -> end(Notifier.NO_RESOURCE, true);
      case OVER -> stayOrGo(state);
    };
  }

  private Effect<NotifierEvent, NotifierState> end(String reason, boolean tell) {
    if (!current.isActive()) {
      return stayOrGo(current);
    }
    return Effect()
        .persist(Notifier.ended(reason))
        .thenRun((NotifierState state) -> {
          over(state);
          if (tell) {
            notices.look(state, true);
          }
          stayOrGo(state);
        });
  }

  private void over(NotifierState state) {
    current = state;
    live.remove(id);
    timers.cancel(Notices.Own.Tick.EXPIRED);
    notices.over();
  }

  private Effect<NotifierEvent, NotifierState> carryOut(
      Notifier.Decision decision, ActorRef<SubscriptionReply> replyTo) {
    if (decision.facts().isEmpty()) {
      return Effect()
          .none()
          .thenRun(state -> {
            replyTo.tell(decision.reply());
            stayOrGo(state);
          });
    }
    return Effect().persist(decision.facts()).thenRun(state -> finish(state, decision, replyTo));
  }

  private void finish(
      NotifierState state, Notifier.Decision decision, ActorRef<SubscriptionReply> replyTo) {
    if (state.isActive()) {
      current = state;
      arm(state); // first: who hears the answer may look at the books
    } else {
      over(state);
    }
    replyTo.tell(decision.reply());
    if (decision.owes()) {
      notices.look(state, true);
    }
    stayOrGo(state);
  }

  private void arm(NotifierState state) {
    timers.startSingleTimer(Notices.Own.Tick.EXPIRED, Notices.Own.Tick.EXPIRED, left(state));
    watch(state);
  }

  private void watch(NotifierState state) {
    var begun = state.begun();
    if (begun != null && state.isActive()) {
      Set<String> keys = notices.keys();
      live.put(id, begun.subscriber(), ctx.getSelf(), keys);
    }
  }

  private Duration left(NotifierState state) {
    var begun = state.begun();
    Instant now = clock.instant();
    return begun == null || !begun.expires().isAfter(now)
        ? Duration.ZERO
        : Duration.between(now, begun.expires());
  }

  private Effect<NotifierEvent, NotifierState> none() {
    return Effect().none();
  }

  private Effect<NotifierEvent, NotifierState> stayOrGo(NotifierState state) {
    if (!state.isActive() && !notices.busy()) {
      shard.tell(new ClusterSharding.Passivate<>(ctx.getSelf()));
    }
    return Effect().none();
  }
}
