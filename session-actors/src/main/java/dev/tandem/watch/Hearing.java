package dev.tandem.watch;

import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.WatcherReply;
import dev.tandem.watch.WatcherEntity.Life;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.jspecify.annotations.Nullable;

/// The NOTIFYs of a subscription of ours (RFC 6665 §4.1.3): each is answered when what it changes
/// is written.
final class Hearing {
  private final EffectFactories<WatcherEvent, Life> effects;
  private final InstantSource clock;
  private final Subscriber subscriber;
  private final Course course;

  Hearing(
      EffectFactories<WatcherEvent, Life> effects,
      InstantSource clock,
      Subscriber subscriber,
      Course course) {
    this.effects = effects;
    this.clock = clock;
    this.subscriber = subscriber;
    this.course = course;
  }

  Effect<WatcherEvent, Life> notified(
      @Nullable WatcherState state, Notifying news, ActorRef<WatcherReply> replyTo) {
    var heard =
        Watcher.heard(
            state,
            news,
            course.lastNotify(),
            subscriber.waiting(),
            course.failures(),
            UUID.randomUUID().toString(),
            clock.instant());
    WatcherEvent fact = heard.fact();
    if (fact == null) {
      replyTo.tell(new WatcherReply.Answer(heard.status()));
      if (state == null || heard.standing() == null) {
        return course.stayOrGo(new Life(state));
      }
      seen(state, news);
      subscriber.hears(state, news, heard);
      return effects.none();
    }
    return effects
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
    course.notifiedBy(news.cseq());
    course.silenceEnds(state.left());
  }

  private void follow(Life life, WatcherState state, WatcherEvent fact, Watcher.Heard heard) {
    Duration retry = heard.retryIn();
    if (fact instanceof WatcherEvent.Ended(var reason)) {
      course.ends(life, reason);
    } else if (retry != null) {
      course.failed();
      course.anew(retry);
    } else {
      course.arm(state);
    }
  }
}
