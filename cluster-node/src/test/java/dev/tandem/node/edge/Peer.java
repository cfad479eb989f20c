package dev.tandem.node.edge;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// A SIP peer that does what the test says, over UDP or one TCP connection.
abstract sealed class Peer implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;

  static Peer udp(int edgePort) throws IOException {
    return udp("127.0.0.1", edgePort);
  }

  static Peer udp(String host, int edgePort) throws IOException {
    return new Udp(host, edgePort);
  }

  static Peer tcp(int edgePort) throws IOException {
    return new Tcp(edgePort);
  }

  abstract String transport();

  abstract int port();

  abstract void send(String message) throws IOException;

  abstract String receive() throws IOException;

  @Override
  public abstract void close() throws IOException;

  /// The next message, whose first line must begin so.
  String expect(String firstLine) throws IOException {
    String message;
    try {
      message = receive();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("awaited " + firstLine + ", nothing came", e);
    }
    if (!message.startsWith(firstLine)) {
      throw new AssertionError("awaited " + firstLine + ", was:\n" + message);
    }
    return message;
  }

  String request(String method, String branch, String toTag, int cseq, String body) {
    return method
        + " sip:us@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/"
        + transport()
        + " 127.0.0.1:"
        + port()
        + ";rport;branch=z9hG4bK"
        + branch
        + "\r\nMax-Forwards: 70\r\nFrom: \"Al\" <sip:al@peer.example>;tag=al\r\nTo: <sip:us@127.0.0.1>"
        + (toTag.isEmpty() ? "" : ";tag=" + toTag)
        + "\r\nCall-ID: call-"
        + port()
        + "\r\nCSeq: "
        + cseq
        + " "
        + method
        + "\r\nContact: <sip:al@127.0.0.1:"
        + port()
        + (transport().equals("TCP") ? ";transport=tcp" : "")
        + ">\r\nRecord-Route: <sip:127.0.0.1:9;lr>\r\n"
        + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n")
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  String invite(String branch) {
    return request("INVITE", branch, "", 1, EdgeBench.SDP);
  }

  /// A response to a request we sent.
  String response(String request, int status, String toTag, String body) {
    var text = new StringBuilder("SIP/2.0 " + status + " So\r\n");
    for (String name : new String[] {"Via", "From", "Call-ID", "CSeq"}) {
      text.append(name).append(": ").append(header(request, name)).append("\r\n");
    }
    String to = header(request, "To");
    text.append("To: ").append(to);
    text.append(toTag.isEmpty() || to.contains("tag=") ? "" : ";tag=" + toTag).append("\r\n");
    text.append("Contact: <sip:al@127.0.0.1:" + port() + ">\r\n");
    text.append(body.isEmpty() ? "" : "Content-Type: application/sdp\r\n");
    return text + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  static String header(String message, String name) {
    return message
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .findFirst()
        .map(line -> line.substring(name.length() + 2))
        .orElseThrow(() -> new AssertionError("no " + name + " in:\n" + message));
  }

  static String toTag(String response) {
    String to = header(response, "To");
    return to.substring(to.indexOf(";tag=") + 5);
  }

  private static final class Udp extends Peer {
    private final DatagramSocket socket;
    private final InetSocketAddress edge;
    private final byte[] buffer = new byte[65_536];

    private Udp(String host, int edgePort) throws IOException {
      socket = new DatagramSocket(new InetSocketAddress(host, 0));
      socket.setSoTimeout(TIMEOUT_MS);
      edge = new InetSocketAddress(InetAddress.getByName(host), edgePort);
    }

    @Override
    String transport() {
      return "UDP";
    }

    @Override
    int port() {
      return socket.getLocalPort();
    }

    @Override
    void send(String message) throws IOException {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(bytes, bytes.length, edge));
    }

    @Override
    String receive() throws IOException {
      var packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      return new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static final class Tcp extends Peer {
    private final Socket socket;
    private final InputStream in;

    private Tcp(int edgePort) throws IOException {
      socket = new Socket("127.0.0.1", edgePort);
      socket.setSoTimeout(TIMEOUT_MS);
      in = socket.getInputStream();
    }

    @Override
    String transport() {
      return "TCP";
    }

    @Override
    int port() {
      return socket.getLocalPort();
    }

    @Override
    void send(String message) throws IOException {
      socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    String receive() throws IOException {
      var text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("connection closed after: " + text);
        }
        text.append((char) next);
      }
      int length = Integer.parseInt(header(text.toString(), "Content-Length"));
      return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
