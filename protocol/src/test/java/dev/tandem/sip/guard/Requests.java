package dev.tandem.sip.guard;

import com.typesafe.config.ConfigFactory;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Messages and peers the tests share.
final class Requests {
  static final MessageLimits LIMITS = MessageLimits.from(ConfigFactory.load());
  static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.9", 40_000);

  private Requests() {}

  static String invite(String via) {
    return """
    INVITE sip:bob@127.0.0.1 SIP/2.0
    Via: %s
    From: <sip:alice@127.0.0.1>;tag=a
    To: <sip:bob@127.0.0.1>
    Call-ID: c1
    CSeq: 1 INVITE
    Max-Forwards: 70
    Content-Length: 0

    """
        .formatted(via)
        .replace("\n", "\r\n");
  }

  static String invite() {
    return invite("SIP/2.0/UDP 127.0.0.9:5070;rport;branch=z9hG4bK-1");
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static RawScan scan(String text) {
    return RawScan.of(bytes(text));
  }

  /// A UDP peer that keeps what it gets, as `port text`.
  record Peer(InetSocketAddress remote, List<String> got) implements Flow {
    Peer() {
      this(PEER, new ArrayList<>());
    }

    @Override
    public Transport transport() {
      return Transport.UDP;
    }

    @Override
    public InetSocketAddress local() {
      return new InetSocketAddress("127.0.0.1", 5060);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void send(byte[] message) {
      got.add(remote.getPort() + " " + text(message));
    }

    @Override
    public Flow atPort(int port) {
      return new Peer(new InetSocketAddress(remote.getAddress(), port), got);
    }
  }
}
