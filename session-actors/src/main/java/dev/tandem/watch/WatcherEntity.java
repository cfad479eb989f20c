package dev.tandem.watch;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.WatcherCommand;
import dev.tandem.protocol.WatcherReply;
import dev.tandem.protocol.Watching;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
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

/// Gives [Watcher] a mailbox, a journal and timers; [Asking] and [Hearing] do what SUBSCRIBE and
/// NOTIFY ask for, on the [Course] of the subscription.
public final class WatcherEntity
    extends EventSourcedBehavior<WatcherCommand, WatcherEvent, WatcherEntity.Life> {
  public static final EntityTypeKey<WatcherCommand> KEY =
      EntityTypeKey.create(WatcherCommand.class, "watcher");

  /// @param state null while there is none
  public record Life(@Nullable WatcherState state) {
    private static final Life NONE = new Life(null);

    boolean goesOn() {
      return state != null && !state.ended();
    }
  }

  private static final BackoffSupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(50), Duration.ofSeconds(1), 0.2);

  private final SubscriptionId id;
  private final int most;
  private final WatcherDoors doors;
  private final LiveWatchers live;
  private final InstantSource clock;
  private final Subscriber subscriber;
  private final Course course;
  private final Asking asking;
  private final Hearing hearing;

  /// @param most subscriptions of ours on one node
  public static Behavior<WatcherCommand> create(
      SubscriptionId id,
      int most,
      WatcherDoors doors,
      LiveWatchers live,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(
            timers -> new WatcherEntity(id, most, doors, live, clock, timers, shard, ctx)));
  }

  private WatcherEntity(
      SubscriptionId id,
      int most,
      WatcherDoors doors,
      LiveWatchers live,
      InstantSource clock,
      TimerScheduler<WatcherCommand> timers,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<WatcherCommand> ctx) {
    super(PersistenceId.of(KEY.name(), id.value()), RESTART);
    this.id = id;
    this.most = most;
    this.doors = doors;
    this.live = live;
    this.clock = clock;
    this.subscriber = new Subscriber(id, ctx, doors);
    this.course =
        new Course(
            id,
            Effect(),
            timers,
            live,
            clock,
            subscriber,
            () -> shard.tell(new ClusterSharding.Passivate<>(ctx.getSelf())));
    this.asking = new Asking(Effect(), doors, clock, subscriber, course);
    this.hearing = new Hearing(Effect(), clock, subscriber, course);
  }

  @Override
  public Life emptyState() {
    return Life.NONE;
  }

  @Override
  public EventHandler<Life, WatcherEvent> eventHandler() {
    return (life, fact) -> new Life(Watcher.evolve(life.state(), fact));
  }

  @Override
  public CommandHandler<WatcherCommand, WatcherEvent, Life> commandHandler() {
    return this::onCommand;
  }

  @Override
  public SignalHandler<Life> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::recovered)
        .onSignal(PostStop.instance(), _ -> stopped())
        .build();
  }

  /// What was under way is not known: it asks once more, and hears how things are.
  private void recovered(Life life) {
    WatcherState state = life.state();
    if (state != null && !state.ended()) {
      course.notifiedBy(state.remoteCseq());
      course.begins();
      Duration wait = Duration.between(clock.instant(), state.notBefore());
      Duration soon = Duration.ofMillis(ThreadLocalRandom.current().nextLong(1_000));
      course.askIn(wait.compareTo(soon) > 0 ? wait : soon);
    }
  }

  private void stopped() {
    live.remove(id);
    if (course.goesOn()) {
      doors.handedOver(id);
    }
  }

  private Effect<WatcherEvent, Life> onCommand(Life life, WatcherCommand command) {
    WatcherState state = life.state();
    return switch (command) {
      case WatcherCommand.Begin(var wanted, var replyTo) -> begin(state, wanted, replyTo);
      case WatcherCommand.Notify(var news, var replyTo) -> hearing.notified(state, news, replyTo);
      case WatcherCommand.End(var replyTo) -> leave(state, replyTo);
      case WatcherCommand.Describe(var replyTo) -> {
        replyTo.tell(state == null || state.ended() ? unknown() : subscriber.told(state));
        yield course.stayOrGo(life);
      }
      case Subscriber.Own own ->
          state == null || state.ended() ? course.stayOrGo(life) : asking.on(state, own);
      case WatcherCommand.Internal _ -> Effect().unhandled();
    };
  }

  private WatcherReply unknown() {
    return new WatcherReply.Refused(ErrorKind.NOT_FOUND, "no subscription " + id);
  }

  private Effect<WatcherEvent, Life> begin(
      @Nullable WatcherState state, Watching wanted, ActorRef<WatcherReply> replyTo) {
    if (state != null) {
      replyTo.tell(state.ended() ? unknown() : subscriber.told(state));
      return Effect().none();
    }
    if (live.size() >= most) {
      replyTo.tell(
          new WatcherReply.Refused(
              ErrorKind.RESOURCE_EXHAUSTED,
              "this node has " + most + " subscriptions (tandem.subscriptions.max-ours)"));
      return course.stayOrGo(Life.NONE);
    }
    var dialog =
        new Dialog(
            UUID.randomUUID().toString(),
            wanted.from(),
            null,
            doors.tagOf(id),
            wanted.uri(),
            null,
            "",
            wanted.uri(),
            List.of(),
            null);
    subscriber.awaits(replyTo);
    course.begins();
    return Effect()
        .persist(new WatcherEvent.Begun(wanted, dialog, clock.instant()))
        .thenRun(_ -> course.askIn(Duration.ZERO));
  }

  private Effect<WatcherEvent, Life> leave(
      @Nullable WatcherState state, ActorRef<WatcherReply> replyTo) {
    if (state == null || state.ended()) {
      replyTo.tell(unknown());
      return course.stayOrGo(new Life(state));
    }
    if (state.left()) {
      replyTo.tell(subscriber.told(state));
      return Effect().none();
    }
    return Effect()
        .persist(new WatcherEvent.Left())
        .thenRun((Life life) -> {
          WatcherState now = life.state();
          if (now != null) {
            replyTo.tell(subscriber.told(now));
          }
          course.askIn(Duration.ZERO);
        });
  }
}
