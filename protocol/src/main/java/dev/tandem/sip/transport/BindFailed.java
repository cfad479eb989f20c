package dev.tandem.sip.transport;

/// A listener could not be opened at start-up. The message is meant for the operator as it is.
public final class BindFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Transport transport;
  private final int port;

  BindFailed(Transport transport, String address, int port, Throwable cause) {
    super(explain(transport, address, port, cause), cause);
    this.transport = transport;
    this.port = port;
  }

  public Transport transport() {
    return transport;
  }

  public int port() {
    return port;
  }

  private static String setting(Transport transport) {
    return switch (transport) {
      case UDP, TCP -> "--sip-port";
      case TLS, WS, WSS -> "tandem.sip.transport." + transport.parameter() + "-port";
    };
  }

  private static String explain(Transport transport, String address, int port, Throwable cause) {
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    String what = "SIP " + transport.parameter() + " " + host + ":" + port;
    String why = String.valueOf(cause.getMessage());
    if (why.contains("in use")) {
      return what + " is taken; choose another with " + setting(transport);
    }
    if (why.contains("assign requested address")) {
      return what + " cannot be opened: this machine has no such address";
    }
    return what + " cannot be opened: " + why;
  }
}
