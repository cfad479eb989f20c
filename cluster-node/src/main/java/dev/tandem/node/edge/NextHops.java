package dev.tandem.node.edge;

import dev.tandem.node.edge.resolve.Locator;
import dev.tandem.node.edge.resolve.Services;
import dev.tandem.node.edge.resolve.Targets;
import dev.tandem.node.edge.resolve.Wanted;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transaction.Numeric;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the next request of a dialog goes (RFC 3261 §8.1.2, RFC 3263 §4).
final class NextHops {
  private final SipStack stack;
  private final Locator locator;

  NextHops(SipStack stack, Locator locator) {
    this.stack = stack;
    this.locator = locator;
  }

  /// Null when there is no way, whatever its host's address.
  @Nullable Targets of(Dialog dialog) {
    SipUri uri = SipUri.parse(DialogRequests.nextHop(dialog)).orElse(null);
    if (uri == null) {
      return null;
    }
    PeerAddress flow = leadsTo(uri, dialog.flow()) ? dialog.flow() : null;
    String named = name(uri, flow);
    List<Transport> transports = transports(uri, named);
    if (transports.isEmpty()) {
      return null;
    }
    Hop connected = connected(transports.getFirst(), flow);
    return connected != null
        ? locator.only(connected)
        : locator.targets(new Wanted(uri.target(), uri.port(), transports, named != null));
  }

  private static boolean leadsTo(SipUri uri, @Nullable PeerAddress flow) {
    return flow != null && isSameHost(flow.host(), uri.target());
  }

  /// The transport that the URI names; else that of the flow, when the flow leads there.
  private static @Nullable String name(SipUri uri, @Nullable PeerAddress flow) {
    if (uri.transport() != null || flow == null) {
      return uri.transport();
    }
    return uri.port() <= 0 || uri.port() == flow.port() ? flow.transport() : null;
  }

  /// Those we have that the URI allows. `sips:` is TLS, also where it says `transport=tcp` (§4.1).
  private List<Transport> transports(SipUri uri, @Nullable String named) {
    boolean secure = uri.scheme().equals("sips");
    String only = secure && "tcp".equalsIgnoreCase(named) ? "tls" : named;
    return Arrays.stream(Transport.values())
        .filter(stack::listens)
        .filter(it -> !secure || Services.isSecure(it))
        .filter(it -> only == null ? Services.isOffered(it) : it.parameter().equals(only))
        .toList();
  }

  /// The far end of the connection the peer was last heard over, while it is open: its Contact may
  /// name a port that nobody can connect to.
  private @Nullable Hop connected(Transport transport, @Nullable PeerAddress flow) {
    if (flow == null || !transport.reliable() || !flow.transport().equals(transport.parameter())) {
      return null;
    }
    InetSocketAddress remote = Numeric.address(flow.host(), flow.port());
    return remote != null && stack.transactions().connectedTo(remote)
        ? new Hop(transport, remote)
        : null;
  }

  /// An IPv6 address has many spellings.
  static boolean isSameHost(String one, String other) {
    if (one.equalsIgnoreCase(other)) {
      return true;
    }
    InetSocketAddress address = Numeric.address(one, 0);
    return address != null && address.equals(Numeric.address(other, 0));
  }
}
