package dev.tandem.media.loop;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/// A UDP socket of the JDK. Its `connect` throws away what is queued, so latching may cost a
/// packet.
final class NioSocket implements MediaSocket {
  final DatagramChannel channel;

  private NioSocket(DatagramChannel channel) {
    this.channel = channel;
  }

  static NioSocket bind(InetSocketAddress local) throws IOException {
    var family =
        local.getAddress() instanceof Inet6Address
            ? StandardProtocolFamily.INET6
            : StandardProtocolFamily.INET;
    DatagramChannel channel = DatagramChannel.open(family);
    try {
      channel.configureBlocking(false);
      channel.bind(local);
      return new NioSocket(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int receive(Datagram into) {
    into.bytes.clear();
    try {
      return channel.isConnected() ? Math.max(0, channel.read(into.bytes)) : receiveFrom(into);
    } catch (IOException _) {
      return REFUSED;
    } finally {
      into.bytes.clear();
    }
  }

  private int receiveFrom(Datagram into) throws IOException {
    into.source = (@Nullable InetSocketAddress) channel.receive(into.bytes);
    return into.source == null ? 0 : into.bytes.position();
  }

  @Override
  public int send(Datagram from, int length) {
    from.bytes.position(0).limit(length);
    try {
      return channel.write(from.bytes);
    } catch (IOException _) {
      return REFUSED;
    } finally {
      from.bytes.clear();
    }
  }

  @Override
  public int sendTo(Datagram from, int length, InetSocketAddress to) {
    from.bytes.position(0).limit(length);
    try {
      return channel.send(from.bytes, to);
    } catch (IOException _) {
      return REFUSED;
    } finally {
      from.bytes.clear();
    }
  }

  @Override
  public boolean connect(InetSocketAddress peer) {
    try {
      channel.connect(peer);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void disconnect() {
    try {
      channel.disconnect();
    } catch (IOException _) {
      // Only a closed socket refuses this, and that one reads nothing more.
    }
  }

  @Override
  public int localPort() {
    return channel.socket().getLocalPort();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
