package dev.tandem.node.edge;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transaction.Numeric;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where the next request of a dialog goes (RFC 3261 §8.1.2, without SRV and NAPTR: a host without
/// a port is its address and 5060).
final class NextHops {
  private static final int DEFAULT_PORT = 5060;

  private final SipStack stack;
  private final Resolver resolver;

  NextHops(SipStack stack, Resolver resolver) {
    this.stack = stack;
    this.resolver = resolver;
  }

  /// @param then called on the loop, at once or later; null when there is no way
  void find(Dialog dialog, Consumer<@Nullable Hop> then) {
    SipUri uri = SipUri.parse(DialogRequests.nextHop(dialog)).orElse(null);
    Transport transport = uri == null ? null : transport(uri, dialog.flow());
    if (uri == null || transport == null) {
      then.accept(null);
      return;
    }
    InetSocketAddress connected = connected(uri, transport, dialog.flow());
    if (connected != null) {
      then.accept(new Hop(transport, connected));
      return;
    }
    int port = uri.port() > 0 ? uri.port() : DEFAULT_PORT;
    resolver.resolve(
        uri.host(),
        port,
        address -> then.accept(address == null ? null : new Hop(transport, address)));
  }

  /// What the URI says; else that of the flow, when the flow leads there; else UDP, or what there
  /// is.
  private @Nullable Transport transport(SipUri uri, @Nullable PeerAddress flow) {
    String named = uri.transport();
    if (uri.scheme().equals("sips")) {
      return null;
    }
    if (named == null && flow != null && isSameHost(flow.host(), uri.host())) {
      boolean same = uri.port() <= 0 || uri.port() == flow.port();
      named = same ? flow.transport() : null;
    }
    Transport wanted = named == null ? preferred() : byName(named);
    return wanted != null && stack.listens(wanted) ? wanted : null;
  }

  private Transport preferred() {
    return stack.listens(Transport.UDP) ? Transport.UDP : Transport.TCP;
  }

  private static @Nullable Transport byName(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "UDP" -> Transport.UDP;
      case "TCP" -> Transport.TCP;
      default -> null;
    };
  }

  /// The far end of the connection the peer was last heard over, while it is open: its Contact may
  /// name a port that nobody can connect to.
  private @Nullable InetSocketAddress connected(
      SipUri uri, Transport transport, @Nullable PeerAddress flow) {
    if (flow == null
        || transport != Transport.TCP
        || !flow.transport().equals(transport.parameter())
        || !isSameHost(flow.host(), uri.host())) {
      return null;
    }
    InetSocketAddress remote = Numeric.address(flow.host(), flow.port());
    return remote != null && stack.transactions().connectedTo(remote) ? remote : null;
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
