package dev.tandem.watch;

import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.WatcherCommand;
import dev.tandem.watch.WatcherEntity.Life;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.jspecify.annotations.Nullable;

/// Begins, goes on, begins anew, ends: what both an answer and a NOTIFY can do to a subscription of
/// ours, with its timers.
final class Course {
  /// Timer N (RFC 6665 §4.1.2): 64 × T1 after the answer.
  private static final Duration SILENCE = Duration.ofSeconds(32);

  /// How long an edge that is gone may stay unnoticed.
  private static final Duration LOOK = Duration.ofSeconds(15);

  private static final long NONE = -1;

  private final SubscriptionId id;
  private final EffectFactories<WatcherEvent, Life> effects;
  private final TimerScheduler<WatcherCommand> timers;
  private final LiveWatchers live;
  private final InstantSource clock;
  private final Subscriber subscriber;
  private final Runnable passivate;
  private boolean goesOn;
  private int failures;
  private long lastNotify = NONE;

  /// @param passivate ends the actor when the subscription is over
  Course(
      SubscriptionId id,
      EffectFactories<WatcherEvent, Life> effects,
      TimerScheduler<WatcherCommand> timers,
      LiveWatchers live,
      InstantSource clock,
      Subscriber subscriber,
      Runnable passivate) {
    this.id = id;
    this.effects = effects;
    this.timers = timers;
    this.live = live;
    this.clock = clock;
    this.subscriber = subscriber;
    this.passivate = passivate;
  }

  void begins() {
    goesOn = true;
    live.put(id);
    timers.startTimerWithFixedDelay(Subscriber.Tick.LOOK, Subscriber.Tick.LOOK, LOOK);
  }

  boolean goesOn() {
    return goesOn;
  }

  /// In vain, one after the other.
  int failures() {
    return failures;
  }

  void failed() {
    failures++;
  }

  void succeeded() {
    failures = 0;
  }

  /// CSeq of the last NOTIFY, -1 before.
  long lastNotify() {
    return lastNotify;
  }

  void notifiedBy(long cseq) {
    lastNotify = cseq;
  }

  void askIn(Duration wait) {
    timers.startSingleTimer(Subscriber.Tick.ASK, Subscriber.Tick.ASK, wait);
  }

  void asks() {
    timers.cancel(Subscriber.Tick.ASK);
  }

  void silenceEnds(boolean awaited) {
    if (awaited) {
      timers.startSingleTimer(Subscriber.Tick.SILENT, Subscriber.Tick.SILENT, SILENCE);
    } else {
      timers.cancel(Subscriber.Tick.SILENT);
    }
  }

  /// To be refreshed in time.
  void arm(WatcherState state) {
    var expires = state.expires();
    if (expires != null && !subscriber.busy() && !state.left()) {
      askIn(Watcher.refreshAfter(Duration.between(clock.instant(), expires)));
    }
  }

  Effect<WatcherEvent, Life> lost(WatcherState state, String reason) {
    Duration wait = Watcher.backOff(failures++);
    var fact =
        Watcher.lost(state, reason, UUID.randomUUID().toString(), clock.instant().plus(wait));
    return effects
        .persist(fact)
        .thenRun((Life life) -> {
          subscriber.over(state, reason, wait);
          anew(wait);
        });
  }

  void anew(Duration wait) {
    lastNotify = NONE;
    subscriber.forget();
    silenceEnds(false);
    askIn(wait);
  }

  Effect<WatcherEvent, Life> over(@Nullable String reason) {
    return effects
        .persist(new WatcherEvent.Ended(reason))
        .thenRun((Life life) -> {
          WatcherState state = life.state();
          if (state != null && state.established()) {
            subscriber.over(state, reason, null);
          }
          ends(life, reason);
        });
  }

  void ends(Life life, @Nullable String reason) {
    goesOn = false;
    live.remove(id);
    timers.cancelAll();
    subscriber.forget();
    subscriber.refuse(reason == null ? "taken back" : reason);
    stayOrGo(life);
  }

  Effect<WatcherEvent, Life> stayOrGo(Life life) {
    if (!life.goesOn()) {
      passivate.run();
    }
    return effects.none();
  }
}
