package dev.tandem.media.loop;

import java.io.IOException;

/// Which of a loop's sockets are readable. Made, used and closed by the loop's thread.
interface MediaIo extends AutoCloseable {
  void register(MediaSocket socket, SocketReader reader) throws IOException;

  void deregister(MediaSocket socket);

  /// Calls the readers of all sockets that are readable now, once each; never waits. One datagram
  /// per socket and beat bounds what a flood can cost.
  void poll();

  @Override
  void close();
}
