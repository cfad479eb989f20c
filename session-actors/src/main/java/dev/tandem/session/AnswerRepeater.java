package dev.tandem.session;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.session.core.SessionAction;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Repeats a 2xx until it is acknowledged, at twice the interval each time (RFC 3261 §13.3.1.4).
final class AnswerRepeater {
  private static final SessionWork.Repeat REPEAT = new SessionWork.Repeat();

  private final TimerScheduler<SessionCommand> scheduler;
  private final SessionSettings settings;
  private SessionAction.@Nullable Respond answer;
  private Duration interval = Duration.ZERO;

  AnswerRepeater(TimerScheduler<SessionCommand> scheduler, SessionSettings settings) {
    this.scheduler = scheduler;
    this.settings = settings;
  }

  /// The answer has been sent.
  void start(SessionAction.Respond sent) {
    answer = sent;
    interval = settings.answerRepeat();
    scheduler.startSingleTimer(REPEAT, REPEAT, interval);
  }

  /// Its time has come: what to send, null when it has been acknowledged meanwhile.
  SessionAction.@Nullable Respond next() {
    if (answer != null) {
      Duration twice = interval.multipliedBy(2);
      Duration most = settings.answerRepeatMax();
      interval = twice.compareTo(most) > 0 ? most : twice;
      scheduler.startSingleTimer(REPEAT, REPEAT, interval);
    }
    return answer;
  }

  void stop() {
    answer = null;
    scheduler.cancel(REPEAT);
  }
}
