package dev.tandem.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A TCP port that stands for another one, and may treat badly what goes through it.
public final class Relay implements AutoCloseable {
  private final ServerSocket door = new ServerSocket();
  private final InetSocketAddress target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int delayMs;
  private volatile boolean silent;

  /// @param host where it listens, on any free port
  public Relay(String host, InetSocketAddress target) throws IOException {
    this.target = target;
    door.bind(new InetSocketAddress(host, 0));
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return door.getLocalPort();
  }

  /// How much later everything arrives at the target.
  public void delay(int ms) {
    delayMs = ms;
  }

  /// Keeps what comes, and takes connections that lead nowhere.
  public void silence(boolean on) {
    silent = on;
  }

  /// Ends every connection there is.
  public void cut() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        join(door.accept());
      } catch (IOException e) {
        // The door is closed, or the target is away and the connection has ended.
      }
    }
  }

  private void join(Socket near) throws IOException {
    var far = new Socket();
    try {
      far.connect(target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
    } catch (IOException e) {
      near.close();
      throw e;
    }
    open.add(near);
    open.add(far);
    Thread.ofVirtual().start(() -> pump(near, far, true));
    Thread.ofVirtual().start(() -> pump(far, near, false));
  }

  private void pump(Socket from, Socket to, boolean delayed) {
    try (from;
        to) {
      var buffer = new byte[65_536];
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        while (silent) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        if (delayed && delayMs > 0) {
          TimeUnit.MILLISECONDS.sleep(delayMs);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One side has gone; so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
  }
}
