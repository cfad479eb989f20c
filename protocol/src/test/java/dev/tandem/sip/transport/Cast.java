package dev.tandem.sip.transport;

import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Messages and settings the tests share.
public final class Cast {
  private Cast() {}

  /// As `reference.conf` ships, on a port of the system's choice.
  public static TransportSettings anyPort() {
    return TransportSettings.from(ConfigFactory.load()).withPort(0);
  }

  static TransportSettings tight(
      TransportSettings.Bounds bounds, TransportSettings.Deadlines deadlines) {
    return new TransportSettings(
        List.of(
            new Listener(Transport.UDP, "127.0.0.1", 0),
            new Listener(Transport.TCP, "127.0.0.1", 0)),
        1 << 20,
        new TransportSettings.Stream(new TransportSettings.Frame(4096, 4096), bounds, deadlines),
        null);
  }

  static final TransportSettings.Bounds ROOMY =
      new TransportSettings.Bounds(100, 100, 1 << 20, 100);
  static final TransportSettings.Deadlines PATIENT =
      new TransportSettings.Deadlines(
          Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(5));

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// An OPTIONS request with this body.
  public static String options(String id, String body) {
    return """
    OPTIONS sip:bob@127.0.0.1 SIP/2.0
    Via: SIP/2.0/TCP 127.0.0.1:5070;branch=z9hG4bK-%s;rport
    From: <sip:alice@127.0.0.1>;tag=a
    To: <sip:bob@127.0.0.1>
    Call-ID: %s
    CSeq: 1 OPTIONS
    Max-Forwards: 70
    Content-Length: %d

    """
            .formatted(id, id, bytes(body).length)
            .replace("\n", "\r\n")
        + body;
  }
}
