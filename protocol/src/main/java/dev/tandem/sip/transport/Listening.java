package dev.tandem.sip.transport;

import java.net.InetSocketAddress;

/// @param listener as the settings have it
/// @param address as bound, with the port the system chose when 0 was asked
public record Listening(Listener listener, InetSocketAddress address) {
  public Transport transport() {
    return listener.transport();
  }

  @Override
  public String toString() {
    return transport().parameter() + " " + address;
  }
}
