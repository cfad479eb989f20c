package dev.tandem.node.edge;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Sessions;
import dev.tandem.sip.transaction.TimerWheel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells sessions again what they have not answered, because a shard that is moving loses what it
/// is told. At most one entry for each server transaction, so the bound on those bounds this.
final class Repeats {
  private final Sessions sessions;
  private final TimerWheel timers;
  private final EdgeSettings settings;
  private final EdgeMetrics metrics;
  private final Map<String, Repeat> byTransaction = new HashMap<>();

  Repeats(Sessions sessions, TimerWheel timers, EdgeSettings settings, EdgeMetrics metrics) {
    this.sessions = sessions;
    this.timers = timers;
    this.settings = settings;
    this.metrics = metrics;
  }

  private final class Repeat {
    private final SessionId session;
    private final SessionCommand command;
    private final Runnable whenSilent;
    private final long begunNs = timers.now();
    private long delayNs = settings.repeatFirst().toNanos();
    private TimerWheel.@Nullable Timeout timer;

    private Repeat(SessionId session, SessionCommand command, Runnable whenSilent) {
      this.session = session;
      this.command = command;
      this.whenSilent = whenSilent;
    }

    private void tell() {
      sessions.tell(session, command);
      timer = timers.start(delayNs, this::again);
    }

    private void again() {
      if (timers.now() - begunNs >= settings.giveUp().toNanos()) {
        metrics.givenUp.increment();
        whenSilent.run();
      } else {
        metrics.repeated.increment();
        long left = settings.giveUp().toNanos() - (timers.now() - begunNs);
        delayNs = Math.min(2 * settings.repeatFirst().toNanos(), left);
        tell();
      }
    }
  }

  /// Tells at once and then again until [#stop] for that transaction; replaces what was told for it
  /// before.
  ///
  /// @param whenSilent runs once when the time is over
  void begin(String transaction, SessionId session, SessionCommand command, Runnable whenSilent) {
    stop(transaction);
    var repeat = new Repeat(session, command, whenSilent);
    byTransaction.put(transaction, repeat);
    repeat.tell();
  }

  void stop(String transaction) {
    Repeat repeat = byTransaction.remove(transaction);
    if (repeat != null && repeat.timer != null) {
      repeat.timer.stop();
    }
  }

  /// Whether what is repeated for that transaction is such a command.
  boolean tells(String transaction, Class<? extends SessionCommand> kind) {
    Repeat repeat = byTransaction.get(transaction);
    return repeat != null && kind.isInstance(repeat.command);
  }

  int size() {
    return byTransaction.size();
  }
}
