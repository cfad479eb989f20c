package dev.tandem.node.cli;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/// A started node, as the command line needs it.
public interface RunningNode extends AutoCloseable {
  /// One line for each open listener, for people and scripts: what, transport when there are
  /// several, address. For example `sip udp 127.0.0.1:5060`, `http 127.0.0.1:8080`, `cluster
  /// 127.0.0.1:25520`, `rtp 127.0.0.1:10000-20000`.
  List<String> listeners();

  /// Whether calls can come: all that the roles need is there.
  boolean ready();

  /// Takes no more calls, lets those that are there end or move until `limit`, ends the rest,
  /// stops. Blocks the caller until all that is done.
  void drainAndStop(Duration limit);

  /// What to do when the node is asked from elsewhere in the cluster to drain and end.
  default void onLeave(Runnable how) {}

  /// Completes when its cluster has removed the node, whoever asked for it.
  CompletionStage<Done> out();

  /// Completes when the node has stopped, whoever asked for it.
  CompletionStage<Done> terminated();

  /// Stops at once.
  @Override
  void close();

  /// Starts a node with settings that have been checked.
  interface Starter {
    /// @throws dev.tandem.config.InvalidSettings when the settings are wrong
    /// @throws dev.tandem.node.config.StartupFailure when the surroundings are
    RunningNode start(Config config);
  }
}
