package dev.tandem.node.edge;

import dev.tandem.node.edge.resolve.Locator;
import dev.tandem.node.edge.resolve.Services;
import dev.tandem.node.edge.resolve.Targets;
import dev.tandem.node.edge.resolve.Wanted;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.TrunkRoute;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transaction.Numeric;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where the next request of a dialog goes (RFC 3261 §8.1.2, RFC 3263 §4).
final class NextHops {
  private final SipStack stack;
  private final Locator locator;
  private final TrunkPeers trunks;
  private final Predicate<String> serves;

  /// @param serves whether addresses of that host are ours
  NextHops(SipStack stack, Locator locator, TrunkPeers trunks, Predicate<String> serves) {
    this.serves = serves;
    this.stack = stack;
    this.locator = locator;
    this.trunks = trunks;
  }

  /// Null when there is no way, whatever its host's address.
  @Nullable Targets of(Dialog dialog) {
    TrunkRoute route = TrunkRoute.of(dialog).orElse(null);
    return route == null || route.direct()
        ? of(DialogRequests.nextHop(DialogRequests.withoutTrunk(dialog)), dialog.flow())
        : byTrunk(trunks.addresses(route.trunk(), dialog.callId()));
  }

  private @Nullable Targets byTrunk(List<String> addresses) {
    Targets all = null;
    for (String address : addresses.reversed()) {
      Targets one = of(address, null);
      if (one != null) {
        all = one.or(all);
      }
    }
    return all;
  }

  private @Nullable Targets of(String next, @Nullable PeerAddress flow) {
    SipUri uri = SipUri.parse(next).orElse(null);
    if (uri == null) {
      return null;
    }
    boolean nowhere = isNowhere(uri.host()) || (flow != null && leadsBack(next, uri));
    boolean chosen = uri.transport() != null || leadsTo(flow, uri, nowhere);
    List<Transport> transports = chosen ? chosen(uri, flow) : offered(uri);
    if (transports.isEmpty()) {
      return null;
    }
    Transport first = transports.getFirst();
    Hop known = overFlow(uri, first, flow, nowhere);
    known = known == null ? overConnection(uri, first) : known;
    if (known != null) {
      return locator.only(known);
    }
    return first.webSocket() || (nowhere && !isNowhere(uri.host()))
        ? null
        : locator.targets(new Wanted(uri.target(), uri.port(), transports, chosen));
  }

  /// Those by which a server can be found.
  private List<Transport> offered(SipUri uri) {
    boolean sips = uri.scheme().equals("sips");
    return Arrays.stream(Transport.values())
        .filter(stack::listens)
        .filter(it -> Services.isOffered(it) && (it.secure() || !sips))
        .toList();
  }

  /// What the URI says; else that of the flow, which leads there. `sips` is TLS, whatever else is
  /// said (RFC 3261 §19.1, §26.2.2).
  private List<Transport> chosen(SipUri uri, @Nullable PeerAddress flow) {
    boolean sips = uri.scheme().equals("sips");
    Transport ofFlow = flow == null ? null : Transport.named(flow.transport());
    Transport named = uri.transport() == null ? ofFlow : Transport.named(uri.transport());
    Transport transport =
        switch (named) {
          case null -> null;
          // A URI says ws for both.
          case WS -> sips || ofFlow == Transport.WSS ? Transport.WSS : Transport.WS;
          case TCP -> sips ? Transport.TLS : Transport.TCP;
          case UDP -> sips ? uri.transport() == null ? Transport.TLS : null : Transport.UDP;
          case TLS, WSS -> named;
        };
    return transport == null || !stack.listens(transport) ? List.of() : List.of(transport);
  }

  /// A phone's Contact that is a GRUU of ours (RFC 5627 §4.4): we would call ourselves.
  private boolean leadsBack(String next, SipUri uri) {
    return Gruus.isGruu(next) && serves.test(uri.host());
  }

  private static boolean leadsTo(@Nullable PeerAddress flow, SipUri uri, boolean nowhere) {
    if (flow == null) {
      return false;
    }
    boolean samePort = uri.port() <= 0 || uri.port() == flow.port();
    return nowhere || (samePort && isSameHost(flow.host(), uri.target()));
  }

  /// The far end the peer was last heard from: its Contact may name a port that nobody can connect
  /// to, or, in a browser, a host that is none (RFC 7118 §5.4). A connection only while it is open,
  /// but for WebSocket, where there is no other way.
  private @Nullable Hop overFlow(
      SipUri uri, Transport transport, @Nullable PeerAddress flow, boolean nowhere) {
    if (flow == null || !flow.transport().equals(transport.parameter())) {
      return null;
    }
    InetSocketAddress remote = Numeric.address(flow.host(), flow.port());
    boolean nowhereElse = transport.webSocket() || nowhere;
    boolean there = transport.reliable() && isSameHost(flow.host(), uri.target());
    if (remote == null || !(nowhereElse || there)) {
      return null;
    }
    boolean open = stack.transactions().isConnected(transport, remote);
    return open || transport == Transport.UDP || transport.webSocket()
        ? new Hop(transport, remote)
        : null;
  }

  /// A phone that has connected to us, as its registration says: it cannot be connected to, or has
  /// no certificate to show.
  private @Nullable Hop overConnection(SipUri uri, Transport transport) {
    boolean anew = transport == Transport.UDP || transport == Transport.TCP;
    InetSocketAddress remote =
        anew || uri.port() <= 0 ? null : Numeric.address(uri.target(), uri.port());
    return remote != null && stack.transactions().isConnected(transport, remote)
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
