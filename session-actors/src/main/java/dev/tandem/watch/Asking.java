package dev.tandem.watch;

import dev.tandem.protocol.Header;
import dev.tandem.watch.WatcherEntity.Life;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;

/// The SUBSCRIBEs of a subscription of ours, and what their answers do to it (RFC 6665 §4.1.2).
final class Asking {
  private static final int MOST_CHALLENGES = 3;
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);

  private final EffectFactories<WatcherEvent, Life> effects;
  private final WatcherDoors doors;
  private final InstantSource clock;
  private final Subscriber subscriber;
  private final Course course;
  private int challenges;

  Asking(
      EffectFactories<WatcherEvent, Life> effects,
      WatcherDoors doors,
      InstantSource clock,
      Subscriber subscriber,
      Course course) {
    this.effects = effects;
    this.doors = doors;
    this.clock = clock;
    this.subscriber = subscriber;
    this.course = course;
  }

  /// One of its own ticks, or an answer.
  Effect<WatcherEvent, Life> on(WatcherState state, Subscriber.Own own) {
    return switch (own) {
      case Subscriber.Tick tick ->
          switch (tick) {
            case ASK -> ask(state, List.of());
            case SILENT -> state.left() ? course.over("timeout") : course.lost(state, "timeout");
            case LOOK -> {
              boolean gone =
                  state.hasDialog()
                      && !subscriber.busy()
                      && !doors.takesCalls(state.edge())
                      && doors.edge("") != null;
              yield gone ? ask(state, List.of()) : effects.none();
            }
          };
      case Subscriber.Answered answered ->
          subscriber.isStale(answered) ? effects.none() : answered(state, answered);
      case Subscriber.Delivered _ -> {
        subscriber.delivered();
        yield effects.none();
      }
    };
  }

  private Effect<WatcherEvent, Life> ask(WatcherState state, List<Header> credentials) {
    if (subscriber.busy()) {
      return effects.none(); // its answer goes on
    }
    if (state.left() && !state.hasDialog()) {
      return course.over(null);
    }
    if (!state.left() && state.hasDialog() && state.isPast(clock.instant())) {
      return course.lost(state, "timeout");
    }
    var door = doors.edge(state.edge());
    if (door == null) {
      return failed(state, new Grant.Refused(503, "No node of the cluster has an edge", 0));
    }
    course.asks();
    return effects
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
              ? effects
                  .persist(new WatcherEvent.Lengthened(least))
                  .thenRun((Life _) -> course.askIn(Duration.ZERO))
              : failed(state, new Grant.Refused(423, "Interval Too Brief", 0));
      case Grant.Refused refused -> failed(state, refused);
    };
  }

  private Effect<WatcherEvent, Life> granted(
      WatcherState state, Grant.Granted granted, boolean last) {
    challenges = 0;
    if (state.hasDialog()) {
      course.succeeded();
    }
    var fact = Watcher.granted(state, granted.response(), granted.seconds(), clock.instant());
    return effects
        .persist(fact)
        .thenRun((Life life) -> {
          WatcherState now = life.state();
          if (now != null) {
            course.silenceEnds(!subscriber.heard());
            if (now.left() && !last) {
              course.askIn(Duration.ZERO);
            } else if (!now.left()) {
              course.arm(now);
            }
            subscriber.granted(now);
          }
        });
  }

  private Effect<WatcherEvent, Life> failed(WatcherState state, Grant.Refused refused) {
    challenges = 0;
    subscriber.failed(refused.text());
    return switch (Watcher.failed(state, refused.status(), clock.instant())) {
      case OVER -> course.over(refused.text());
      case ANEW -> course.lost(state, refused.text());
      case AGAIN -> {
        Duration said = Duration.ofSeconds(refused.retryAfter());
        Duration wait = Watcher.backOff(course.failures());
        course.failed();
        Duration bounded = said.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : said;
        course.askIn(wait.compareTo(bounded) > 0 ? wait : bounded);
        yield effects.none();
      }
    };
  }
}
