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
/// a port is its address and the port of the transport).
final class NextHops {
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
    Hop known = overFlow(uri, transport, dialog.flow());
    if (known != null || transport.webSocket()) {
      then.accept(known);
      return;
    }
    int port = uri.port() > 0 ? uri.port() : transport.defaultPort();
    String domain = transport == Transport.TLS ? uri.host() : null;
    resolver.resolve(
        uri.host(),
        port,
        address -> then.accept(address == null ? null : new Hop(transport, address, domain)));
  }

  private @Nullable Transport transport(SipUri uri, @Nullable PeerAddress flow) {
    Transport wanted = wanted(uri, flow);
    return wanted != null && stack.listens(wanted) ? wanted : null;
  }

  /// What the URI says; else that of the flow, when the flow leads there; else UDP, or what there
  /// is. `sips` is TLS, whatever else is said (RFC 3261 §19.1, §26.2.2).
  private @Nullable Transport wanted(SipUri uri, @Nullable PeerAddress flow) {
    boolean sips = uri.scheme().equals("sips");
    Transport ofFlow = flow == null ? null : Transport.named(flow.transport());
    Transport wanted;
    if (uri.transport() != null) {
      wanted = Transport.named(uri.transport());
    } else if (ofFlow != null && leadsTo(flow, uri) && (ofFlow.secure() || !sips)) {
      wanted = ofFlow;
    } else {
      wanted = sips ? Transport.TLS : preferred();
    }
    return switch (wanted) {
      case null -> null;
      case WS -> sips || ofFlow == Transport.WSS ? Transport.WSS : Transport.WS; // a URI says ws
      case TCP -> sips ? Transport.TLS : Transport.TCP;
      case UDP -> sips ? null : Transport.UDP;
      case TLS, WSS -> wanted;
    };
  }

  private Transport preferred() {
    return stack.listens(Transport.UDP) ? Transport.UDP : Transport.TCP;
  }

  private static boolean leadsTo(@Nullable PeerAddress flow, SipUri uri) {
    if (flow == null) {
      return false;
    }
    boolean samePort = uri.port() <= 0 || uri.port() == flow.port();
    return isNowhere(uri.host()) || (samePort && isSameHost(flow.host(), uri.host()));
  }

  /// The far end the peer was last heard from: its Contact may name a port that nobody can connect
  /// to, or, in a browser, a host that is none (RFC 7118 §5.4). A connection only while it is open,
  /// but for WebSocket, where there is no other way.
  private @Nullable Hop overFlow(SipUri uri, Transport transport, @Nullable PeerAddress flow) {
    if (flow == null || !flow.transport().equals(transport.parameter())) {
      return null;
    }
    InetSocketAddress remote = Numeric.address(flow.host(), flow.port());
    boolean nowhereElse = transport.webSocket() || isNowhere(uri.host());
    boolean there = transport.reliable() && isSameHost(flow.host(), uri.host());
    if (remote == null || !(nowhereElse || there)) {
      return null;
    }
    boolean open = stack.transactions().isConnected(transport, remote);
    return open || transport == Transport.UDP || transport.webSocket()
        ? new Hop(transport, remote)
        : null;
  }

  /// A name that never has an address (RFC 2606).
  private static boolean isNowhere(String host) {
    return host.toLowerCase(Locale.ROOT).endsWith(".invalid");
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
