package dev.tandem.media.loop;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A loop's one buffer for what comes in, or for what goes out. Native memory, so that the kernel
/// reads and writes it without a copy; big-endian.
final class Datagram {
  /// RTP and RTCP over UDP stay below the usual 1,500 byte MTU.
  static final int CAPACITY = 2048;

  final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY);
  final long address = MemorySegment.ofBuffer(bytes).address();

  /// Who sent it; set by sockets that are not connected.
  @Nullable InetSocketAddress source;
}
