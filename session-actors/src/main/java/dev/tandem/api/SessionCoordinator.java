package dev.tandem.api;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// The hub of a node: everything an application asks of Tandem goes through it. Safe for many
/// threads.
public interface SessionCoordinator
    extends SessionControl,
        BridgeControl,
        ConferenceControl,
        TrunkControl,
        RequestControl,
        SubscriptionControl,
        AutoCloseable {

  /// Begins to take calls. Does nothing when it runs already.
  ///
  /// @throws SessionException `UNAVAILABLE` when a port is taken or the database is not there; the
  ///   message says which
  void start();

  /// Takes no new calls, gives those that are up `grace` to end by themselves, hangs up the rest,
  /// frees all ports, then returns.
  void stop(Duration grace);

  boolean isRunning();

  /// Since start, zero before.
  Duration uptime();

  /// The SIP listeners as bound, UDP first; a port asked for as 0 is the one that was chosen.
  List<InetSocketAddress> boundAddresses();

  /// The first of [#boundAddresses].
  InetSocketAddress boundAddress();

  /// Stops without grace.
  @Override
  void close();
}
