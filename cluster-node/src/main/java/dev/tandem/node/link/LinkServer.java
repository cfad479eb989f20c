package dev.tandem.node.link;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Answers the beats of the other nodes and hears their votes. A virtual thread for each
/// connection, [#MAX_CONNECTIONS] at most; who is one too many waits to be accepted.
final class LinkServer implements AutoCloseable {
  static final int MAX_CONNECTIONS = 512;
  private static final int SILENT_MS = 30_000;

  interface Voting {
    void voted(long reporter, long dead);
  }

  private final ServerSocket server;
  private final Handshake handshake;
  private final Voting voting;
  private final LinkMetrics metrics;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  LinkServer(InetAddress bind, Handshake handshake, Voting voting, LinkMetrics metrics)
      throws IOException {
    this.server = new ServerSocket();
    this.handshake = handshake;
    this.voting = voting;
    this.metrics = metrics;
    server.bind(new InetSocketAddress(bind, 0), 128);
    Thread.ofVirtual().name("link-server").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        free.acquire();
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().name("link-peer").start(() -> serve(socket));
      } catch (IOException e) {
        free.release();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Handshake.LIMIT_MS);
      var in = new DataInputStream(socket.getInputStream());
      var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64));
      long peer = greet(in, out);
      socket.setSoTimeout(SILENT_MS);
      while (true) {
        Frame frame = Frame.read(in);
        switch (frame.kind()) {
          case Frame.BEAT -> new Frame(Frame.ECHO, frame.value()).write(out);
          case Frame.VOTE -> voting.voted(peer, frame.value());
          default -> throw new IOException("no such frame: " + frame.kind());
        }
      }
    } catch (IOException e) {
      // Gone, or never one of us: the other end has to know what to do.
    } finally {
      open.remove(socket);
      free.release();
    }
  }

  private long greet(DataInputStream in, DataOutputStream out) throws IOException {
    try {
      return handshake.listen(in, out);
    } catch (IOException e) {
      metrics.strangers.increment();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
