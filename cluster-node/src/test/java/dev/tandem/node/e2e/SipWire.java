package dev.tandem.node.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Carries messages of a [SipPeer] over UDP, or TCP with connections either side has opened.
interface SipWire extends AutoCloseable {
  /// Where a message came from.
  interface Back {
    void send(String text) throws IOException;
  }

  interface Receiver {
    void receive(String text, Back back);
  }

  interface Opener {
    SipWire open(Receiver receiver) throws IOException;
  }

  String transport();

  int port();

  void send(String text, InetSocketAddress to) throws IOException;

  @Override
  void close() throws IOException;

  static SipWire udp(Receiver receiver) throws IOException {
    return new Udp(receiver);
  }

  static SipWire tcp(Receiver receiver) throws IOException {
    return new Tcp(receiver);
  }

  final class Udp implements SipWire {
    private final DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));

    private Udp(Receiver receiver) throws IOException {
      Thread.ofVirtual().start(() -> read(receiver));
    }

    private void read(Receiver receiver) {
      var packet = new DatagramPacket(new byte[65_536], 65_536);
      try {
        while (true) {
          socket.receive(packet);
          var text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
          var from = (InetSocketAddress) packet.getSocketAddress();
          receiver.receive(text, reply -> send(reply, from));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    @Override
    public String transport() {
      return "UDP";
    }

    @Override
    public int port() {
      return socket.getLocalPort();
    }

    @Override
    public void send(String text, InetSocketAddress to) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  final class Tcp implements SipWire {
    private final Receiver receiver;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<InetSocketAddress, Socket> connections = new ConcurrentHashMap<>();

    private Tcp(Receiver receiver) throws IOException {
      this.receiver = receiver;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          take(server.accept());
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    private void take(Socket socket) throws SocketException {
      socket.setTcpNoDelay(true);
      connections.put((InetSocketAddress) socket.getRemoteSocketAddress(), socket);
      Thread.ofVirtual().start(() -> read(socket));
    }

    private void read(Socket socket) {
      try (socket) {
        InputStream in = socket.getInputStream();
        while (true) {
          var head = new StringBuilder();
          while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
              return;
            }
            head.append((char) next);
          }
          String begin = head.toString().stripLeading();
          int length = new SipText(begin).find("Content-Length").map(Integer::parseInt).orElse(0);
          String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
          receiver.receive(begin + body, reply -> write(socket, reply));
        }
      } catch (IOException e) {
        // Closed.
      } finally {
        connections.values().remove(socket);
      }
    }

    private static void write(Socket socket, String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String transport() {
      return "TCP";
    }

    @Override
    public int port() {
      return server.getLocalPort();
    }

    @Override
    public void send(String text, InetSocketAddress to) throws IOException {
      Socket open = connections.get(to);
      if (open == null) {
        open = new Socket(to.getAddress(), to.getPort());
        take(open);
      }
      write(open, text);
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : connections.values()) {
        socket.close();
      }
    }
  }
}
