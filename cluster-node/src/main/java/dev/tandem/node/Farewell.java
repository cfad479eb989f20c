package dev.tandem.node;

import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.session.LiveSessions;
import java.time.Duration;

/// The end of the last node: calls may end by themselves, then they are hung up, then a moment is
/// left for the peers' answers.
final class Farewell {
  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final Duration FOR_ANSWERS = Duration.ofSeconds(2);
  private static final EndCause CAUSE =
      new EndCause(EndCause.By.SYSTEM, 503, "The server is going down");

  private final LiveSessions live;
  private final Asks asks;

  Farewell(LiveSessions live, Asks asks) {
    this.live = live;
    this.asks = asks;
  }

  void await(Duration limit) {
    until(limit);
    live.all().map(SessionInfo::id).toList().forEach(this::hangUp);
    until(FOR_ANSWERS);
  }

  private void hangUp(dev.tandem.protocol.SessionId session) {
    var _ =
        asks.sessionStage(
            session, replyTo -> new SessionCommand.Terminate(CAUSE, replyTo), FOR_ANSWERS);
  }

  private void until(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (live.size() > 0 && System.nanoTime() < deadline) {
      try {
        Thread.sleep(GLANCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
