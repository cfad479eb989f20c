package dev.tandem.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What Linux tells of a socket's receive queue (`SO_MEMINFO`): one system call, no file read.
final class SocketMemory {
  private static final int SOL_SOCKET = 1;
  private static final int SO_MEMINFO = 55;
  private static final int VALUES = 9; // of uint32, linux/sock_diag.h
  private static final int RMEM_ALLOC = 0;
  private static final int DROPS = 8;
  private static final RawUnixChannelOption OPTION =
      new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO, VALUES * Integer.BYTES);

  private final Channel channel;
  private boolean known;
  private int drops;
  private long queuedBytes;
  private int newDrops;

  SocketMemory(Channel channel) {
    this.channel = channel;
    this.known = channel instanceof EpollDatagramChannel;
  }

  /// @return false where the system cannot tell
  boolean read() {
    if (!known) {
      return false;
    }
    try {
      ByteBuffer values = channel.config().getOption(OPTION);
      values.order(ByteOrder.nativeOrder());
      queuedBytes = Integer.toUnsignedLong(values.getInt(RMEM_ALLOC * Integer.BYTES));
      int now = values.getInt(DROPS * Integer.BYTES);
      newDrops = now - drops;
      drops = now;
    } catch (ChannelException | IndexOutOfBoundsException _) {
      known = false; // an older kernel
    }
    return known;
  }

  /// Bytes that wait to be read, with the kernel's bookkeeping, at the last [#read].
  long queuedBytes() {
    return queuedBytes;
  }

  /// Datagrams the kernel has thrown away between the last two [#read]s.
  int newDrops() {
    return newDrops;
  }
}
