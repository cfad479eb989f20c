package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.protocol.ErrorKind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// The public API on top of a [Node]: here its life, in the interfaces what it can be asked for.
final class NodeCoordinator
    implements OutgoingCalls, IncomingCalls, LiveCalls, Transfers, Rooms, OutsideCalls {
  private final NodeHost host;

  NodeCoordinator(NodeHost host) {
    this.host = host;
  }

  @Override
  public Node node() {
    return host.node();
  }

  @Override
  public void start() {
    host.start();
  }

  @Override
  public void stop(Duration grace) {
    host.stop(grace);
  }

  @Override
  public boolean isRunning() {
    return host.isRunning();
  }

  @Override
  public Duration uptime() {
    return host.uptime();
  }

  @Override
  public List<InetSocketAddress> boundAddresses() {
    return node().sipAddresses();
  }

  @Override
  public InetSocketAddress boundAddress() {
    List<InetSocketAddress> all = boundAddresses();
    if (all.isEmpty()) {
      throw new SessionException(ErrorKind.UNAVAILABLE, "this node has no edge role");
    }
    return all.getFirst();
  }

  @Override
  public void close() {
    host.stop(Duration.ZERO);
  }
}
