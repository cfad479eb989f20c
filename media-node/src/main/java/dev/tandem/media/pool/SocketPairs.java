package dev.tandem.media.pool;

import dev.tandem.media.MediaSettings;
import dev.tandem.media.loop.IoKind;
import dev.tandem.media.loop.MediaSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Binds RTP and RTCP sockets on port pairs of the range. Not thread-safe.
final class SocketPairs {
  private static final Logger log = LoggerFactory.getLogger(SocketPairs.class);

  /// Pairs tried for one leg: other programs may sit in the range.
  private static final int MAX_TRIES = 64;

  record Pair(int port, MediaSocket rtp, MediaSocket rtcp) {}

  private final IoKind io;
  private final MediaSettings.Ports settings;
  private final PortRange range;

  SocketPairs(IoKind io, MediaSettings.Ports settings) {
    this.io = io;
    this.settings = settings;
    this.range = new PortRange(settings.min(), settings.max());
  }

  /// Null when every pair is taken.
  @Nullable Pair bind() {
    for (int tries = Math.min(MAX_TRIES, range.free()); tries > 0; tries--) {
      OptionalInt port = range.take();
      if (port.isEmpty()) {
        return null;
      }
      Pair pair = bind(port.getAsInt());
      if (pair != null) {
        return pair;
      }
      range.giveBack(port.getAsInt());
    }
    return null;
  }

  private @Nullable Pair bind(int port) {
    MediaSocket rtp = null;
    try {
      rtp = io.bind(new InetSocketAddress(settings.bind(), port));
      return new Pair(port, rtp, io.bind(new InetSocketAddress(settings.bind(), port + 1)));
    } catch (IOException e) {
      log.debug("port {} cannot be bound: {}", port, e.toString());
      close(rtp);
      return null;
    }
  }

  void giveBack(MediaSocket rtp, MediaSocket rtcp) {
    int port = rtp.localPort();
    close(rtp);
    close(rtcp);
    range.giveBack(port);
  }

  private static void close(@Nullable MediaSocket socket) {
    if (socket == null) {
      return;
    }
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("closing a socket", e);
    }
  }

  int free() {
    return range.free();
  }

  int size() {
    return range.size();
  }
}
