package dev.tandem.node.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/// One RTP end: speaks 50 packets a second to where it is told, keeps the longest pause in what it
/// hears. Every packet carries the number of the call it belongs to; in a room, where nobody's
/// packets arrive as they were sent, all say the same loud thing.
final class Ear {
  static final int PAYLOAD = 160;
  private static final int SILENCE = -1;
  static final int ROOM = 0x9090_9090;

  /// In front of every mark, so that a sum of several is not taken for another's.
  private static final int SIGN = 0x55 << 24;

  final DatagramChannel channel;
  private final int mark;
  private final int ssrc;
  private final ByteBuffer packet = ByteBuffer.allocateDirect(12 + PAYLOAD);
  private volatile InetSocketAddress remote;
  private int sequence;
  private long lastNs;
  private long longestNs;
  private long heard;
  private long foreign;
  private long mixed;
  private int stranger;

  /// @param mark what our packets carry; the other side's is `mark ^ 1`. [#ROOM]: in a room
  Ear(String host, int mark, int ssrc) throws IOException {
    this.mark = mark == ROOM ? mark : SIGN | mark;
    this.ssrc = ssrc;
    channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(host, 0));
    channel.configureBlocking(false);
  }

  int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  boolean isInRoom() {
    return mark == ROOM;
  }

  void speakTo(InetSocketAddress to) {
    remote = to;
  }

  void speak() throws IOException {
    InetSocketAddress to = remote;
    if (to == null) {
      return;
    }
    packet.clear();
    packet.put((byte) 0x80).put((byte) 0).putShort((short) sequence);
    packet.putInt(sequence * PAYLOAD).putInt(ssrc).putInt(mark);
    while (packet.position() < 12 + PAYLOAD) {
      packet.put((byte) (mark == ROOM ? mark : SILENCE));
    }
    packet.flip();
    sequence++;
    channel.send(packet, to);
  }

  /// Reads all that waits.
  void listen(ByteBuffer into, long now) throws IOException {
    while (true) {
      into.clear();
      if (channel.receive(into) == null) {
        return;
      }
      into.flip();
      take(into, now);
    }
  }

  private synchronized void take(ByteBuffer heardPacket, long now) {
    if (heardPacket.remaining() < 16 || (heardPacket.get(1) & 0x7f) != 0) {
      return; // RTCP, or too short
    }
    int marked = heardPacket.getInt(12);
    if (marked == SILENCE) {
      return; // a media node's own: nobody is heard in it
    }
    if (mark != ROOM && (marked & 0xff << 24) != SIGN) {
      mixed++; // both legs of somebody who moves are in the bridge for a moment
      return;
    }
    if (mark != ROOM && marked != (mark ^ 1)) {
      foreign++; // somebody else, or ourselves
      stranger = marked;
      return;
    }
    heard++;
    if (lastNs != 0) {
      longestNs = Math.max(longestNs, now - lastNs);
    }
    lastNs = now;
  }

  /// Begins to count anew; a pause under way counts from its beginning.
  synchronized void forget() {
    longestNs = 0;
    heard = 0;
    foreign = 0;
    mixed = 0;
  }

  /// The longest pause since [#forget], the present one included, less the 20 ms of a packet.
  synchronized long gapMs(long now) {
    long longest = Math.max(longestNs, lastNs == 0 ? 0 : now - lastNs);
    return Math.max(0, longest / 1_000_000 - 20);
  }

  synchronized long heard() {
    return heard;
  }

  @Override
  public synchronized String toString() {
    long silentMs = lastNs == 0 ? -1 : (System.nanoTime() - lastNs) / 1_000_000;
    return "heard=" + heard + " mixed=" + mixed + " silentMs=" + silentMs + " speaksTo=" + remote;
  }

  /// Whom we should not have heard.
  synchronized String foreignStory() {
    return foreign + " packets of ear " + (stranger & ~SIGN) + " instead of " + (mark & ~SIGN ^ 1);
  }

  synchronized long foreign() {
    return foreign;
  }

  synchronized boolean hears(long now) {
    return lastNs != 0 && now - lastNs < 200_000_000;
  }
}
