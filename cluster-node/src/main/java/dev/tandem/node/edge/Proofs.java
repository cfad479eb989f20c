package dev.tandem.node.edge;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SipUser;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transport.Listening;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// [Header#OWN]: the call of somebody who was let in comes in here again after a transfer, and is
/// not asked for a password. Told to nobody but us; good once on this node. On the SIP loop only.
final class Proofs {
  /// Those used within the time that one is good; a second use beyond that many is not noticed.
  private static final int REMEMBERED = 10_000;

  private final DialogTags tags;
  private final SipStack stack;
  private final List<String> domains;
  private final Predicate<InetSocketAddress> nodes;
  private final Map<String, Boolean> used = new LinkedHashMap<>();

  Proofs(SipStack stack, EdgeParts parts) {
    this.tags = parts.tags();
    this.stack = stack;
    this.domains = parts.registrar().settings().domains();
    this.nodes = parts.nodes();
  }

  /// Fills it in where the session asks for it, or leaves it out on a way that leads elsewhere.
  void add(List<Header> headers, Dialog dialog, Hop hop, Instant now) {
    if (headers.removeIf(it -> it.name().equals(Header.OWN)) && leadsHome(dialog, hop)) {
      String user = SipUser.of(dialog.remoteTarget());
      headers.add(new Header(Header.OWN, tags.proofOf(dialog.callId(), user, now)));
    }
  }

  private boolean leadsHome(Dialog dialog, Hop hop) {
    String host = SipUri.parse(dialog.remoteTarget()).map(SipUri::host).orElse("");
    return domains.contains(host) || nodes.test(hop.address()) || isHere(hop.address());
  }

  private boolean isHere(InetSocketAddress address) {
    return stack.listeners().stream()
        .map(Listening::address)
        .filter(it -> it.getPort() == address.getPort())
        .anyMatch(it -> it.equals(address) || isOfThisMachine(it, address));
  }

  private static boolean isOfThisMachine(InetSocketAddress listening, InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    try {
      return listening.getAddress().isAnyLocalAddress()
          && ip != null
          && NetworkInterface.getByInetAddress(ip) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  /// Whether a request is one of ours.
  boolean isRight(SipRequest request, Instant now) {
    String proof = proof(request);
    return proof != null
        && tags.isProof(proof, request.callId(), SipUser.of(request.requestUri()), now);
  }

  /// As [#isRight], for the first time.
  boolean isFresh(SipRequest request, Instant now) {
    String proof = proof(request);
    if (proof == null || !isRight(request, now) || used.put(proof, true) != null) {
      return false;
    }
    if (used.size() > REMEMBERED) {
      used.remove(used.keySet().iterator().next());
    }
    return true;
  }

  private static @Nullable String proof(SipRequest request) {
    return request.method().equals("INVITE") ? request.header(Header.OWN) : null;
  }
}
