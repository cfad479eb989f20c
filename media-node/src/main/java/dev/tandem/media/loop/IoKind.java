package dev.tandem.media.loop;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetSocketAddress;

/// How sockets are waited for.
public enum IoKind {
  /// Linux epoll through Netty's manual event loop: no garbage, the cheapest per packet.
  EPOLL,
  /// `java.nio`, everywhere.
  NIO;

  /// Epoll where its native library loads, else NIO.
  public static IoKind best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /// @throws IOException when the port is taken or there are no descriptors left
  public MediaSocket bind(InetSocketAddress local) throws IOException {
    return switch (this) {
      case EPOLL -> EpollSocket.bind(local);
      case NIO -> NioSocket.bind(local);
    };
  }

  MediaIo open() throws IOException {
    return switch (this) {
      case EPOLL -> new EpollIo();
      case NIO -> new NioIo();
    };
  }
}
