package dev.tandem.node.edge.resolve;

import dev.tandem.node.edge.resolve.Question.Kind;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/// Finds the addresses of URIs.
///
/// @param kinds of addresses that a transport of this node can send to, see [#kindsFor]
/// @param dice a number from 0 up to, but not including, the one given
/// @param most addresses tried for one request
public record Locator(
    Names names,
    Avoided avoided,
    Function<Transport, List<Kind>> kinds,
    IntUnaryOperator dice,
    int most) {

  public Targets targets(Wanted wanted) {
    return new Targets(this, wanted.host(), Steps.of(wanted, names::isAtHome), most);
  }

  /// That address and no other.
  public Targets only(Hop hop) {
    return new Targets(this, null, List.of(new Step.Ready(hop)), most);
  }

  List<Kind> kinds(Transport transport) {
    return kinds.apply(transport);
  }

  /// What a socket bound to `listener` reaches. One bound to all addresses of IPv6 takes both.
  public static List<Kind> kindsFor(InetAddress listener) {
    Kind own = Home.kindOf(listener);
    return own == Kind.AAAA && listener.isAnyLocalAddress()
        ? List.of(Kind.AAAA, Kind.A)
        : List.of(own);
  }
}
