package dev.tandem.media.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A UDP socket that is its own epoll handle: no channel, no pipeline, one system call a packet.
final class EpollSocket implements MediaSocket, EpollIoHandle {
  private final LinuxSocket socket;
  private boolean connected;
  @Nullable IoRegistration registration;
  private @Nullable SocketReader reader;

  private EpollSocket(LinuxSocket socket) {
    this.socket = socket;
  }

  static EpollSocket bind(InetSocketAddress local) throws IOException {
    LinuxSocket socket = LinuxSocket.newSocketDgram(local.getAddress() instanceof Inet6Address);
    try {
      socket.bind(local);
      return new EpollSocket(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  void readBy(@Nullable SocketReader reader) {
    this.reader = reader;
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  /// Level triggered: one datagram per readiness, the rest in the next beat.
  @Override
  public void handle(IoRegistration from, IoEvent event) {
    SocketReader whose = reader;
    if (whose != null) {
      whose.readable();
    }
  }

  @Override
  public int receive(Datagram into) {
    try {
      // An empty datagram reads as end of stream: nothing for us.
      return connected
          ? Math.max(0, socket.recvAddress(into.address, 0, Datagram.CAPACITY))
          : receiveFrom(into);
    } catch (IOException _) {
      return REFUSED;
    }
  }

  private int receiveFrom(Datagram into) throws IOException {
    var from = socket.recvFromAddress(into.address, 0, Datagram.CAPACITY);
    if (from == null) {
      return 0;
    }
    into.source = new InetSocketAddress(from.getAddress(), from.getPort());
    return from.receivedAmount();
  }

  @Override
  public int send(Datagram from, int length) {
    try {
      return socket.sendAddress(from.address, 0, length);
    } catch (IOException _) {
      return REFUSED;
    }
  }

  @Override
  public int sendTo(Datagram from, int length, InetSocketAddress to) {
    try {
      return socket.sendToAddress(from.address, 0, length, to.getAddress(), to.getPort());
    } catch (IOException _) {
      return REFUSED;
    }
  }

  @Override
  public boolean connect(InetSocketAddress peer) {
    try {
      connected = socket.connect(peer);
    } catch (IOException _) {
      connected = false;
    }
    return connected;
  }

  @Override
  public void disconnect() {
    if (!connected) {
      return;
    }
    connected = false;
    try {
      socket.disconnect();
    } catch (IOException _) {
      // Only a closed socket refuses this, and that one reads nothing more.
    }
  }

  @Override
  public int localPort() {
    return socket.localAddress().getPort();
  }

  @Override
  public void close() throws IOException {
    if (socket.isOpen()) {
      socket.close();
    }
  }
}
