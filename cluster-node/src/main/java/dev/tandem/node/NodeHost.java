package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.api.SessionException;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.protocol.ErrorKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A node that can be started and stopped, and started again.
final class NodeHost {
  private final Config config;
  private final Application application;
  private final SessionCoordinator coordinator = new NodeCoordinator(this);
  private @Nullable Node node;
  private @Nullable Instant since;

  NodeHost(Config config, Application application) {
    this.config = config;
    this.application = application;
  }

  SessionCoordinator coordinator() {
    return coordinator;
  }

  synchronized void start() {
    if (node != null) {
      return;
    }
    try {
      launch();
    } catch (StartupFailure e) {
      throw new SessionException(ErrorKind.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  /// @throws StartupFailure when a port is taken or the database is not there
  synchronized Node launch() {
    Node started = Node.start(config, application, coordinator);
    node = started;
    since = Instant.now();
    return started;
  }

  void stop(Duration grace) {
    Node stopping;
    synchronized (this) {
      stopping = node;
    }
    if (stopping != null) {
      stopping.drainAndStop(grace);
      synchronized (this) {
        node = null;
        since = null;
      }
    }
  }

  synchronized boolean isRunning() {
    return node != null;
  }

  synchronized Duration uptime() {
    return since == null ? Duration.ZERO : Duration.between(since, Instant.now());
  }

  synchronized Node node() {
    if (node == null) {
      throw new SessionException(ErrorKind.UNAVAILABLE, "the coordinator is not started");
    }
    return node;
  }
}
