package dev.tandem.session;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.session.core.SessionTimer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// The timers of a session. One that has fired while something was being written waits until that
/// is done, which may have stopped it or started it anew: then it is not due any more.
final class SessionTimers {
  private final TimerScheduler<SessionCommand> scheduler;
  private final Map<SessionTimer, SessionWork.Fired> armed = new EnumMap<>(SessionTimer.class);
  private long starts;

  SessionTimers(TimerScheduler<SessionCommand> scheduler) {
    this.scheduler = scheduler;
  }

  void start(SessionTimer timer, Duration after) {
    var fired = new SessionWork.Fired(timer, ++starts);
    armed.put(timer, fired);
    scheduler.startSingleTimer(timer, fired, after);
  }

  void stop(SessionTimer timer) {
    armed.remove(timer);
    scheduler.cancel(timer);
  }

  void stopAll() {
    armed.clear();
    scheduler.cancelAll();
  }

  /// Whether it is the last start of that timer; asked once, when it has fired.
  boolean isDue(SessionWork.Fired fired) {
    return armed.remove(fired.timer(), fired);
  }
}
