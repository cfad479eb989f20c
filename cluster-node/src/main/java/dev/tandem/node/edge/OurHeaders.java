package dev.tandem.node.edge;

import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Header;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.Way;
import dev.tandem.sip.transport.Transport;
import java.util.List;

/// The headers an edge adds because they say who and where we are. One the session gave already
/// stays as it is.
final class OurHeaders {
  private final SipStack stack;
  private final EdgeSettings settings;

  OurHeaders(SipStack stack, EdgeSettings settings) {
    this.stack = stack;
    this.settings = settings;
  }

  /// @param sips whether the dialog is made with a `sips:` URI, so that ours must be one too
  void addContact(List<Header> headers, Way wanted, boolean sips) {
    Way way = stack.listens(wanted.transport()) ? wanted : wanted.with(Transport.UDP);
    Transport transport = way.transport();
    boolean secure = sips && transport.secure();
    boolean said = transport == Transport.UDP || (secure && transport == Transport.TLS);
    add(
        headers,
        "Contact",
        (secure ? "<sips:" : "<sip:")
            + stack.advertised(way)
            + (said ? "" : ";transport=" + transport.uriParameter())
            + ">");
  }

  /// Puts our address where a Contact names [EdgeCommand#OWN_HOST].
  void leadHere(List<Header> headers, Way wanted) {
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      if (header.name().equals("Contact") && header.value().contains(EdgeCommand.OWN_HOST)) {
        Way way = stack.listens(wanted.transport()) ? wanted : wanted.with(Transport.UDP);
        Transport transport = way.transport();
        String here =
            stack.advertised(way)
                + (transport == Transport.UDP ? "" : ";transport=" + transport.uriParameter());
        headers.set(i, new Header("Contact", header.value().replace(EdgeCommand.OWN_HOST, here)));
      }
    }
  }

  void addCapabilities(List<Header> headers) {
    add(headers, Methods.ALLOW.name(), Methods.ALLOW.value());
    if (!settings.supported().isEmpty()) {
      add(headers, "Supported", String.join(", ", settings.supported()));
    }
  }

  void addServer(List<Header> headers) {
    if (!settings.product().isEmpty()) {
      add(headers, "Server", settings.product());
    }
  }

  void addUserAgent(List<Header> headers) {
    if (!settings.product().isEmpty()) {
      add(headers, "User-Agent", settings.product());
    }
  }

  private static void add(List<Header> headers, String name, String value) {
    if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase(name))) {
      headers.add(new Header(name, value));
    }
  }
}
