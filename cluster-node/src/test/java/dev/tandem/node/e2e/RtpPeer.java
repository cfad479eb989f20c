package dev.tandem.node.e2e;

import dev.tandem.media.codec.G711;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Sends a tone as PCMU every 20 ms and remembers the last half second it heard.
final class RtpPeer implements AutoCloseable {
  private static final int FRAME = 160;
  private static final int MEMORY = 4_000;
  private static final int AMPLITUDE = 6_000;

  private final DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
  private final short[] last = new short[MEMORY];
  private long received;
  private InetSocketAddress source;
  private volatile InetSocketAddress remote;
  private volatile int hz;
  private volatile boolean closed;

  RtpPeer() throws IOException {
    Thread.ofVirtual().start(this::receive);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// The offer or answer that brings RTP here.
  String sdp() {
    return Sdp.audio(port());
  }

  /// Begins to send, or sends another tone elsewhere.
  void speak(int tone, Sdp to) {
    boolean first = remote == null;
    hz = tone;
    remote = to.audioAddress();
    if (first) {
      Thread.ofPlatform().daemon().start(this::send);
    }
  }

  private void send() {
    int ssrc = ThreadLocalRandom.current().nextInt();
    long next = System.nanoTime();
    for (int packet = 0; !closed; packet++) {
      short[] samples = Tones.sine(hz, AMPLITUDE, packet * FRAME, FRAME);
      var bytes = ByteBuffer.allocate(12 + FRAME);
      bytes.put((byte) 0x80).put((byte) 0).putShort((short) packet);
      bytes.putInt(packet * FRAME).putInt(ssrc);
      for (short sample : samples) {
        bytes.put(G711.PCMU.encode(sample));
      }
      try {
        socket.send(new DatagramPacket(bytes.array(), bytes.capacity(), remote));
      } catch (IOException e) {
        if (closed) {
          return;
        }
      }
      next += 20_000_000;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void receive() {
    var packet = new DatagramPacket(new byte[2_048], 2_048);
    try {
      while (true) {
        socket.receive(packet);
        take(packet);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private synchronized void take(DatagramPacket packet) {
    int samples = packet.getLength() - 12;
    boolean speech = samples > 0 && samples <= MEMORY && (packet.getData()[1] & 0x7f) == 0;
    if (speech) {
      System.arraycopy(last, samples, last, 0, MEMORY - samples);
      for (int i = 0; i < samples; i++) {
        last[MEMORY - samples + i] = G711.PCMU.decode(packet.getData()[12 + i]);
      }
      received++;
      source = (InetSocketAddress) packet.getSocketAddress();
    }
  }

  /// Tones of the last half second.
  synchronized Set<Integer> heard() {
    return Tones.heard(last);
  }

  /// Amplitude of one tone in that time.
  synchronized double level(int tone) {
    return Tones.amplitude(last, tone);
  }

  /// Packets so far.
  synchronized long received() {
    return received;
  }

  /// Who sent the last packet, null before.
  synchronized InetSocketAddress source() {
    return source;
  }

  synchronized void forget() {
    Arrays.fill(last, (short) 0);
  }

  /// Waits for half a second in which exactly these tones are heard.
  void awaitHears(Integer... tones) {
    Await.value(
        this + " hears " + Arrays.toString(tones),
        Duration.ofSeconds(20),
        this::heard,
        Set.of(tones)::equals);
  }

  @Override
  public void close() {
    closed = true;
    socket.close();
  }

  @Override
  public String toString() {
    return "rtp " + port() + " received=" + received() + " heard=" + heard();
  }
}
