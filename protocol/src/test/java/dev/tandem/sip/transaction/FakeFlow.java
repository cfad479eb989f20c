package dev.tandem.sip.transaction;

import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A peer that keeps what it is sent.
final class FakeFlow implements Flow {
  final List<String> sent = new ArrayList<>();
  private final Transport transport;
  private final InetSocketAddress remote;
  boolean open = true;
  @Nullable InetSocketAddress alias;

  FakeFlow(Transport transport, int port) {
    this.transport = transport;
    this.remote = new InetSocketAddress("127.0.0.9", port);
  }

  @Override
  public Transport transport() {
    return transport;
  }

  @Override
  public InetSocketAddress local() {
    return new InetSocketAddress("127.0.0.1", 5060);
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void reuseAt(int port) {
    alias = new InetSocketAddress(remote.getAddress(), port);
  }

  @Override
  public @Nullable InetSocketAddress alias() {
    return alias;
  }

  @Override
  public boolean proves(String domain) {
    return domain.equals("peer.example");
  }

  @Override
  public void send(byte[] message) {
    sent.add(new String(message, StandardCharsets.UTF_8));
  }
}
