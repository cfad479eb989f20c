package dev.tandem.sip.transaction;

import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.ResponseHead;
import dev.tandem.sip.message.Via;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// By which way a message leaves: over a connection that is open, or through the [Outlet].
final class Ways {
  private final Outlet outlet;
  private final TransactionCounters counters;
  private final Connections connections = new Connections();

  Ways(Outlet outlet, TransactionCounters counters) {
    this.outlet = outlet;
    this.counters = counters;
  }

  void seen(Flow flow) {
    connections.seen(flow);
  }

  void closed(Flow flow) {
    connections.closed(flow);
  }

  boolean isConnected(Transport transport, InetSocketAddress remote) {
    return connections.open(transport, remote) != null;
  }

  boolean listens(Transport transport) {
    return outlet.listens(transport);
  }

  String via(Hop hop, String branch) {
    String reuse = hop.transport() == Transport.TLS ? ";alias" : "";
    return "SIP/2.0/"
        + hop.transport()
        + " "
        + outlet.sentBy(hop)
        + reuse
        + ";rport;branch="
        + branch;
  }

  void send(Hop hop, byte[] message, Consumer<String> onFailure) {
    Flow connection = connectionFor(hop);
    if (connection != null) {
      connection.send(message);
    } else {
      outlet.send(hop, message, onFailure);
    }
  }

  /// One that proves a domain is for the transports to find.
  private @Nullable Flow connectionFor(Hop hop) {
    return hop.transport().reliable() && hop.domain() == null
        ? connections.open(hop.transport(), hop.address())
        : null;
  }

  /// Of a request outside any transaction.
  void sendStateless(OutgoingRequest request, Hop hop, String branch) {
    send(hop, request.encode(via(hop, branch)), this::failed);
  }

  /// RFC 3261 §18.2.2 and RFC 3581 §4: back over the connection, or to where the request came from,
  /// with the port of sent-by unless `rport` was asked for.
  void reply(Flow flow, Via via, byte[] response, Consumer<String> onFailure) {
    boolean there = via.wantsRport() || via.sentByPort() == flow.remote().getPort();
    boolean back = flow.transport().reliable() ? flow.isOpen() : there;
    if (back) {
      flow.send(response);
    } else {
      outlet.send(sentBy(flow.transport(), flow.remote(), via), response, onFailure);
    }
  }

  /// Of a response that no transaction repeats.
  void replyStateless(Flow flow, Via via, byte[] response) {
    reply(flow, via, response, this::failed);
  }

  /// By nothing but the Via of its request.
  void replyStateless(ResponseHead head, byte[] response) {
    Via via = head.via();
    Transport named = Transport.named(via.transport());
    Transport transport = named == null ? Transport.UDP : named;
    InetSocketAddress back = Numeric.address(via.responseHost(), Math.max(via.rport(), 0));
    if (back == null) {
      counters.transportErrors.increment();
    } else if (via.rport() > 0 && (!transport.reliable() || isConnected(transport, back))) {
      send(new Hop(transport, back), response, this::failed);
    } else {
      send(sentBy(transport, back, via), response, this::failed);
    }
  }

  /// Where a response goes when the way it should go is gone (RFC 3261 §18.2.2).
  private static Hop sentBy(Transport transport, InetSocketAddress source, Via via) {
    var address = new InetSocketAddress(source.getAddress(), via.sentByPort());
    return new Hop(transport, address, transport == Transport.TLS ? via.host() : null);
  }

  private void failed(String reason) {
    counters.transportErrors.increment();
  }
}
