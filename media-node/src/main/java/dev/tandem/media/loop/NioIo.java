package dev.tandem.media.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/// A selector of the JDK.
final class NioIo implements MediaIo {
  private final Selector selector = Selector.open();
  private final Consumer<SelectionKey> read = NioIo::read;

  NioIo() throws IOException {}

  @Override
  public void register(MediaSocket socket, SocketReader reader) throws IOException {
    ((NioSocket) socket).channel.register(selector, SelectionKey.OP_READ, reader);
  }

  @Override
  public void deregister(MediaSocket socket) {
    SelectionKey key = ((NioSocket) socket).channel.keyFor(selector);
    if (key != null) {
      key.cancel();
      poll(); // a cancelled key leaves with the next selection, and until then bars registering
      // anew
    }
  }

  @Override
  public void poll() {
    try {
      selector.selectNow(read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(SelectionKey key) {
    ((SocketReader) key.attachment()).readable();
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
