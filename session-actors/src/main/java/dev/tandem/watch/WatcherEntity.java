package dev.tandem.watch;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.WatcherCommand;
import dev.tandem.protocol.WatcherReply;
import dev.tandem.protocol.Watching;
import java.time.Duration;
import java.time.Instant;
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

/// Gives [Watcher] a mailbox, a journal and timers; [Subscriber] sends for it and tells what it
/// hears.
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

  /// Timer N (RFC 6665 §4.1.2): 64 × T1 after the answer.
  private static final Duration SILENCE = Duration.ofSeconds(32);

  /// How long an edge that is gone may stay unnoticed.
  private static final Duration LOOK = Duration.ofSeconds(15);

  private static final int MOST_CHALLENGES = 3;
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);

  private final SubscriptionId id;
  private final int most;
  private final WatcherDoors doors;
  private final LiveWatchers live;
  private final InstantSource clock;
  private final TimerScheduler<WatcherCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<WatcherCommand> ctx;
  private final Subscriber subscriber;
  private boolean goesOn;
  private int challenges;
  private int failures;
  private long lastNotify = -1;

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
    this.timers = timers;
    this.shard = shard;
    this.ctx = ctx;
    this.subscriber = new Subscriber(id, ctx, doors);
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
      lastNotify = state.remoteCseq();
      begins();
      Duration wait = Duration.between(clock.instant(), state.notBefore());
      Duration soon = Duration.ofMillis(ThreadLocalRandom.current().nextLong(1_000));
      askIn(wait.compareTo(soon) > 0 ? wait : soon);
    }
  }

  private void begins() {
    goesOn = true;
    live.put(id);
    timers.startTimerWithFixedDelay(Subscriber.Tick.LOOK, Subscriber.Tick.LOOK, LOOK);
  }

  private void stopped() {
    live.remove(id);
    if (goesOn) {
      doors.handedOver(id);
    }
  }

  private Effect<WatcherEvent, Life> onCommand(Life life, WatcherCommand command) {
    WatcherState state = life.state();
    return switch (command) {
      case WatcherCommand.Begin(var wanted, var replyTo) -> begin(state, wanted, replyTo);
      case WatcherCommand.Notify(var news, var replyTo) -> notified(state, news, replyTo);
      case WatcherCommand.End(var replyTo) -> leave(state, replyTo);
      case WatcherCommand.Describe(var replyTo) -> {
        replyTo.tell(state == null || state.ended() ? unknown() : subscriber.told(state));
        yield stayOrGo(life);
      }
      case Subscriber.Own own -> state == null || state.ended() ? stayOrGo(life) : own(state, own);
      case WatcherCommand.Internal _ -> Effect().unhandled();
    };
  }

  private WatcherReply unknown() {
    return new WatcherReply.Refused(ErrorKind.NOT_FOUND, "no subscription " + id);
  }

  // Begin and end.

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
      return stayOrGo(Life.NONE);
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
    begins();
    return Effect()
        .persist(new WatcherEvent.Begun(wanted, dialog, clock.instant()))
        .thenRun(_ -> askIn(Duration.ZERO));
  }

  private Effect<WatcherEvent, Life> leave(
      @Nullable WatcherState state, ActorRef<WatcherReply> replyTo) {
    if (state == null || state.ended()) {
      replyTo.tell(unknown());
      return stayOrGo(new Life(state));
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
          askIn(Duration.ZERO);
        });
  }

  // SUBSCRIBE.

  private void askIn(Duration wait) {
    timers.startSingleTimer(Subscriber.Tick.ASK, Subscriber.Tick.ASK, wait);
  }

  private Effect<WatcherEvent, Life> own(WatcherState state, Subscriber.Own own) {
    return switch (own) {
      case Subscriber.Tick tick ->
          switch (tick) {
            case ASK -> ask(state, List.of());
            case SILENT -> state.left() ? over("timeout") : lost(state, "timeout");
            case LOOK -> {
              boolean gone =
                  state.hasDialog()
                      && !subscriber.busy()
                      && !doors.takesCalls(state.edge())
                      && doors.edge("") != null;
              yield gone ? ask(state, List.of()) : Effect().none();
            }
          };
      case Subscriber.Answered answered ->
          subscriber.isStale(answered) ? Effect().none() : answered(state, answered);
      case Subscriber.Delivered _ -> {
        subscriber.delivered();
        yield Effect().none();
      }
    };
  }

  private Effect<WatcherEvent, Life> ask(
      WatcherState state, List<dev.tandem.protocol.Header> credentials) {
    if (subscriber.busy()) {
      return Effect().none(); // its answer goes on
    }
    if (state.left() && !state.hasDialog()) {
      return over(null);
    }
    if (!state.left() && state.hasDialog() && state.isPast(clock.instant())) {
      return lost(state, "timeout");
    }
    var door = doors.edge(state.edge());
    if (door == null) {
      return failed(state, new Grant.Refused(503, "No node of the cluster has an edge", 0));
    }
    timers.cancel(Subscriber.Tick.ASK);
    return Effect()
        .persist(new WatcherEvent.Asked(state.cseq() + 1, door.node()))
        .thenRun((Life life) -> {
          WatcherState now = life.state();
          if (now != null) {
            subscriber.send(now, door.edge(), credentials);
          }
        });
  }

  private Effect<WatcherEvent, Life> answered(WatcherState state, Subscriber.Answered answered) {
    return switch (Grant.of(answered.reply(), answered.seconds())) {
      case Grant.Granted granted -> granted(state, granted, answered.seconds() == 0);
      case Grant.Challenged(var answer) ->
          ++challenges <= MOST_CHALLENGES
              ? ask(state, answer)
              : failed(state, new Grant.Refused(401, "Unauthorized", 0));
      case Grant.TooBrief(long least) ->
          least > state.wanted().seconds() && least <= Watcher.LONGEST && !state.left()
              ? Effect()
                  .persist(new WatcherEvent.Lengthened(least))
                  .thenRun((Life _) -> askIn(Duration.ZERO))
              : failed(state, new Grant.Refused(423, "Interval Too Brief", 0));
      case Grant.Refused refused -> failed(state, refused);
    };
  }

  private Effect<WatcherEvent, Life> granted(
      WatcherState state, Grant.Granted granted, boolean last) {
    challenges = 0;
    failures = state.hasDialog() ? 0 : failures;
    var fact = Watcher.granted(state, granted.response(), granted.seconds(), clock.instant());
    return Effect()
        .persist(fact)
        .thenRun((Life life) -> {
          WatcherState now = life.state();
          if (now != null) {
            silenceEnds(!subscriber.heard());
            if (now.left() && !last) {
              askIn(Duration.ZERO);
            } else if (!now.left()) {
              arm(now);
            }
            subscriber.granted(now);
          }
        });
  }

  private void silenceEnds(boolean awaited) {
    if (awaited) {
      timers.startSingleTimer(Subscriber.Tick.SILENT, Subscriber.Tick.SILENT, SILENCE);
    } else {
      timers.cancel(Subscriber.Tick.SILENT);
    }
  }

  private void arm(WatcherState state) {
    Instant expires = state.expires();
    if (expires != null && !subscriber.busy() && !state.left()) {
      askIn(Watcher.refreshAfter(Duration.between(clock.instant(), expires)));
    }
  }

  private Effect<WatcherEvent, Life> failed(WatcherState state, Grant.Refused refused) {
    challenges = 0;
    subscriber.failed(refused.text());
    return switch (Watcher.failed(state, refused.status(), clock.instant())) {
      case OVER -> over(refused.text());
      case ANEW -> lost(state, refused.text());
      case AGAIN -> {
        Duration said = Duration.ofSeconds(refused.retryAfter());
        Duration wait = Watcher.backOff(failures++);
        Duration bounded = said.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : said;
        askIn(wait.compareTo(bounded) > 0 ? wait : bounded);
        yield Effect().none();
      }
    };
  }

  private Effect<WatcherEvent, Life> lost(WatcherState state, String reason) {
    Duration wait = Watcher.backOff(failures++);
    var fact =
        Watcher.lost(state, reason, UUID.randomUUID().toString(), clock.instant().plus(wait));
    return Effect()
        .persist(fact)
        .thenRun((Life life) -> {
          subscriber.over(state, reason, wait);
          anew(wait);
        });
  }

  private void anew(Duration wait) {
    lastNotify = -1;
    subscriber.forget();
    silenceEnds(false);
    askIn(wait);
  }

  private Effect<WatcherEvent, Life> over(@Nullable String reason) {
    return Effect()
        .persist(new WatcherEvent.Ended(reason))
        .thenRun((Life life) -> {
          WatcherState state = life.state();
          if (state != null && state.established()) {
            subscriber.over(state, reason, null);
          }
          ends(life, reason);
        });
  }

  private void ends(Life life, @Nullable String reason) {
    goesOn = false;
    live.remove(id);
    timers.cancelAll();
    subscriber.forget();
    subscriber.refuse(reason == null ? "taken back" : reason);
    stayOrGo(life);
  }

  // NOTIFY.

  private Effect<WatcherEvent, Life> notified(
      @Nullable WatcherState state, Notifying news, ActorRef<WatcherReply> replyTo) {
    var heard =
        Watcher.heard(
            state,
            news,
            lastNotify,
            subscriber.waiting(),
            failures,
            UUID.randomUUID().toString(),
            clock.instant());
    WatcherEvent fact = heard.fact();
    if (fact == null) {
      replyTo.tell(new WatcherReply.Answer(heard.status()));
      if (state == null || heard.standing() == null) {
        return stayOrGo(new Life(state));
      }
      seen(state, news);
      subscriber.hears(state, news, heard);
      return Effect().none();
    }
    return Effect()
        .persist(fact)
        .thenRun((Life life) -> {
          WatcherState now = life.state();
          if (now != null) {
            seen(now, news);
            follow(life, now, fact, heard);
            subscriber.hears(now, news, heard);
          }
          replyTo.tell(new WatcherReply.Answer(heard.status()));
        });
  }

  private void seen(WatcherState state, Notifying news) {
    lastNotify = news.cseq();
    silenceEnds(state.left());
  }

  private void follow(Life life, WatcherState state, WatcherEvent fact, Watcher.Heard heard) {
    Duration retry = heard.retryIn();
    if (fact instanceof WatcherEvent.Ended(var reason)) {
      ends(life, reason);
    } else if (retry != null) {
      failures++;
      anew(retry);
    } else {
      arm(state);
    }
  }

  private Effect<WatcherEvent, Life> stayOrGo(Life life) {
    if (!life.goesOn()) {
      shard.tell(new ClusterSharding.Passivate<>(ctx.getSelf()));
    }
    return Effect().none();
  }
}
