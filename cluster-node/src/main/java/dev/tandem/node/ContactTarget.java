package dev.tandem.node;

import dev.tandem.protocol.Binding;
import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.PeerAddress;
import java.util.List;

/// How a contact is called: by its Path when it has one (RFC 3327), else where its REGISTER came
/// from when that is not what it calls itself, since a phone behind a NAT does not know its own
/// address; over a connection always, since only that one leads to it, and only from the edge that
/// has it. Pure.
final class ContactTarget {
  private ContactTarget() {}

  /// @return text of a [CallTarget]
  static String of(Binding binding) {
    String contact = CallTarget.parse(binding.contact()).uri();
    if (!binding.path().isEmpty()) {
      return new CallTarget(contact, binding.path()).text();
    }
    PeerAddress source = binding.source();
    if (source == null) {
      return contact;
    }
    return binding.needsItsConnection() && isWanted(contact, source)
        ? new CallTarget(reached(contact, source), List.of(), binding.node(), source).text()
        : reached(contact, source);
  }

  /// A contact may want to be called another way than it has registered. A browser's says `ws` for
  /// both kinds of WebSocket (RFC 7118 §5).
  private static boolean isWanted(String contact, PeerAddress source) {
    int semicolon = contact.indexOf(';', contact.lastIndexOf('@') + 1);
    String wanted = transport(semicolon < 0 ? "" : contact.substring(semicolon));
    return wanted.equals(source.transport())
        || (wanted.equals("ws") && source.transport().equals("wss"))
        || (contact.startsWith("sips:") && source.transport().equals("tls"));
  }

  private static String reached(String contact, PeerAddress source) {
    int user = contact.lastIndexOf('@') + 1;
    int from = user == 0 ? contact.indexOf(':') + 1 : user;
    int semicolon = contact.indexOf(';', from);
    String hostPort = semicolon < 0 ? contact.substring(from) : contact.substring(from, semicolon);
    String parameters = semicolon < 0 ? "" : contact.substring(semicolon);
    if (!transport(parameters).equals(source.transport())) {
      return contact; // it wants to be called another way than it registered
    }
    boolean sameHost = host(hostPort).equals(source.host());
    if (source.transport().equals("udp") && (sameHost || isName(host(hostPort)))) {
      return contact;
    }
    String host = source.host().indexOf(':') < 0 ? source.host() : "[" + source.host() + "]";
    return contact.substring(0, from) + host + ":" + source.port() + parameters;
  }

  private static String transport(String parameters) {
    for (String parameter : List.of(parameters.split(";", -1))) {
      if (parameter.regionMatches(true, 0, "transport=", 0, 10)) {
        return parameter.substring(10).toLowerCase(java.util.Locale.ROOT);
      }
    }
    return "udp";
  }

  private static String host(String hostPort) {
    if (hostPort.startsWith("[")) {
      int close = hostPort.indexOf(']');
      return close < 0 ? hostPort : hostPort.substring(1, close);
    }
    int colon = hostPort.indexOf(':');
    return colon < 0 ? hostPort : hostPort.substring(0, colon);
  }

  private static boolean isName(String host) {
    return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
  }
}
