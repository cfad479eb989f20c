package dev.tandem.node.link;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Our connection to another node: beats go out, their echoes come back. Two virtual threads.
///
/// That it ends proves nothing; that its port then refuses another one proves that the process is
/// gone. A host that is gone answers nothing at all.
final class Link {
  private static final int CONNECT_MS = 300;
  private static final long BEAT_MS = 100;
  private static final long RETRY_MS = 20;
  private static final long SLOW_RETRY_MS = 500;

  /// Called on the link's threads.
  interface Listener {
    /// The connection has ended and the port refuses, or somebody else answers there.
    void gone(Peer peer);

    void connected(Peer peer);
  }

  private final Peer peer;
  private final InetSocketAddress to;
  private final Handshake handshake;
  private final Listener listener;
  private final Thread thread;
  private volatile long freshNs;
  private volatile boolean everConnected;
  private volatile boolean refused;
  private volatile boolean closed;
  private volatile @Nullable Socket socket;
  private volatile @Nullable DataOutputStream out;

  Link(Peer peer, InetSocketAddress to, Handshake handshake, Listener listener) {
    this.peer = peer;
    this.to = to;
    this.handshake = handshake;
    this.listener = listener;
    this.freshNs = System.nanoTime();
    this.thread = Thread.ofVirtual().name("link-" + peer.name()).start(this::run);
  }

  Peer peer() {
    return peer;
  }

  /// When the youngest beat was sent that has come back. Never the time of its arrival: what waited
  /// in a buffer while this process stood still proves nothing.
  long freshNs() {
    return freshNs;
  }

  /// This process stood still itself: what it has not heard it could not hear.
  void forgive(long now) {
    freshNs = now;
  }

  boolean everConnected() {
    return everConnected;
  }

  boolean refused() {
    return refused;
  }

  void send(byte kind, long value) {
    DataOutputStream now = out;
    if (now != null) {
      try {
        new Frame(kind, value).write(now);
      } catch (IOException e) {
        closeSocket(); // the reader notices and connects again
      }
    }
  }

  private void run() {
    long pause = 0;
    while (!closed) {
      try {
        TimeUnit.MILLISECONDS.sleep(pause);
        converse();
        pause = 0;
      } catch (ConnectException e) {
        // The port refuses. Before the first connection the other node may be just starting.
        pause = SLOW_RETRY_MS;
        if (everConnected && !refused && !closed) {
          refused = true;
          listener.gone(peer);
        }
      } catch (WrongPeer e) {
        pause = SLOW_RETRY_MS;
        if (!refused && !closed) {
          refused = true;
          listener.gone(peer);
        }
      } catch (SocketTimeoutException e) {
        pause = SLOW_RETRY_MS;
      } catch (IOException e) {
        pause = RETRY_MS;
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void converse() throws IOException {
    try (var connection = new Socket()) {
      connection.setTcpNoDelay(true);
      connection.connect(to, CONNECT_MS);
      connection.setSoTimeout(Handshake.LIMIT_MS);
      var in = new DataInputStream(connection.getInputStream());
      var writer =
          new DataOutputStream(new java.io.BufferedOutputStream(connection.getOutputStream(), 64));
      if (handshake.call(in, writer) != peer.uid()) {
        throw new WrongPeer();
      }
      connection.setSoTimeout(0);
      socket = connection;
      out = writer;
      everConnected = true;
      refused = false;
      listener.connected(peer);
      Thread beating = Thread.ofVirtual().start(this::beat);
      try {
        read(in);
      } finally {
        out = null;
        beating.interrupt();
      }
    }
  }

  private void beat() {
    try {
      while (out != null) {
        send(Frame.BEAT, System.nanoTime());
        TimeUnit.MILLISECONDS.sleep(BEAT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(DataInputStream in) throws IOException {
    while (!closed) {
      Frame frame = Frame.read(in);
      if (frame.kind() == Frame.ECHO && frame.value() - freshNs > 0) {
        freshNs = frame.value();
      }
    }
  }

  void close() {
    closed = true;
    closeSocket();
    thread.interrupt();
  }

  private void closeSocket() {
    Socket now = socket;
    if (now != null) {
      try {
        now.close();
      } catch (IOException e) {
        // It is closed either way.
      }
    }
  }

  /// Another process has the port.
  private static final class WrongPeer extends IOException {
    private static final long serialVersionUID = 1;
  }
}
