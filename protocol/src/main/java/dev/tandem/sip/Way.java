package dev.tandem.sip;

import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// How a peer is talked to, so that it is told an address of ours it can reach.
///
/// @param peer null when it has none that is numeric
/// @param local our end, where the peer was heard; null when it was not
public record Way(
    Transport transport, @Nullable InetAddress peer, @Nullable InetSocketAddress local) {
  public static Way of(Flow flow) {
    return new Way(flow.transport(), flow.remote().getAddress(), flow.local());
  }

  public static Way of(Hop hop) {
    return new Way(hop.transport(), hop.address().getAddress(), null);
  }

  public Way with(Transport other) {
    return other == transport ? this : new Way(other, peer, null);
  }
}
