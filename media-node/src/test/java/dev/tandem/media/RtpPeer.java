package dev.tandem.media;

import dev.tandem.media.codec.G711;
import dev.tandem.protocol.LegRemote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/// A phone for tests: sends a tone, keeps what it hears. Driven by [#step], so one thread can drive
/// many.
public final class RtpPeer implements AutoCloseable {
  public record Heard(
      int payloadType, boolean marker, int sequence, int timestamp, int ssrc, byte[] payload) {}

  private final DatagramChannel rtp;
  private final DatagramChannel rtcp;
  public final G711 law;
  public final int toneHz;
  public final List<Heard> heard = new ArrayList<>();
  public final List<byte[]> reports = new ArrayList<>();
  public int ssrc;
  public int sequence = 65500; // wraps early
  public int timestamp = -1600;
  private long sample;
  private InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);

  public RtpPeer(G711 law, int toneHz) {
    this.law = law;
    this.toneHz = toneHz;
    this.ssrc = 0x1000 + toneHz;
    try {
      var loopback = InetAddress.getLoopbackAddress();
      rtp = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
      rtcp = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
      rtp.configureBlocking(false);
      rtcp.configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return rtp.socket().getLocalPort();
  }

  public int rtcpPort() {
    return rtcp.socket().getLocalPort();
  }

  public LegRemote remote() {
    return remote(true, true);
  }

  public LegRemote remote(boolean send, boolean receive) {
    return new LegRemote(
        "127.0.0.1",
        port(),
        rtcpPort(),
        law.payloadType(),
        law.encoding(),
        8000,
        101,
        20,
        send,
        receive);
  }

  public void talkTo(int port) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// Sends 20 ms of the tone.
  public void speak() {
    byte[] payload = new byte[160];
    for (int i = 0; i < 160; i++, sample++) {
      double value = toneHz == 0 ? 0 : 6000 * Math.sin(2 * Math.PI * toneHz * sample / 8000);
      payload[i] = law.encode((short) Math.round(value));
    }
    send(law.payloadType(), false, payload);
    timestamp += 160;
  }

  public void send(int payloadType, boolean marker, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
    packet.put((byte) 0x80).put((byte) (payloadType | (marker ? 0x80 : 0)));
    packet.putShort((short) sequence).putInt(timestamp).putInt(ssrc).put(payload).flip();
    sequence = (sequence + 1) & 0xffff;
    sendRaw(packet);
  }

  public void sendRaw(ByteBuffer packet) {
    try {
      rtp.send(packet, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void sendRtcp(ByteBuffer packet, int port) {
    try {
      rtcp.send(packet, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes everything that has come.
  public void listen() {
    ByteBuffer buffer = ByteBuffer.allocate(2048);
    try {
      while (rtp.receive(buffer) != null) {
        buffer.flip();
        byte[] payload = new byte[buffer.limit() - 12];
        buffer.get(12, payload);
        heard.add(
            new Heard(
                buffer.get(1) & 0x7f,
                buffer.get(1) < 0,
                buffer.getShort(2) & 0xffff,
                buffer.getInt(4),
                buffer.getInt(8),
                payload));
        buffer.clear();
      }
      while (rtcp.receive(buffer) != null) {
        buffer.flip();
        byte[] report = new byte[buffer.limit()];
        buffer.get(report);
        reports.add(report);
        buffer.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Share of the power of the last `packets` heard that is at this frequency, 0–1.
  public double shareOf(int hz, int packets) {
    short[] samples = lastSamples(packets);
    double power = 0;
    for (short s : samples) {
      power += (double) s * s;
    }
    if (power == 0) {
      return 0;
    }
    double coefficient = 2 * Math.cos(2 * Math.PI * hz / 8000);
    double s1 = 0;
    double s2 = 0;
    for (short s : samples) {
      double s0 = s + coefficient * s1 - s2;
      s2 = s1;
      s1 = s0;
    }
    double magnitude = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
    return magnitude * 2 / (samples.length * power);
  }

  public double power(int packets) {
    double power = 0;
    short[] samples = lastSamples(packets);
    for (short s : samples) {
      power += (double) s * s;
    }
    return samples.length == 0 ? 0 : power / samples.length;
  }

  private short[] lastSamples(int packets) {
    List<Heard> last = heard.subList(Math.max(0, heard.size() - packets), heard.size());
    int total = last.stream().mapToInt(h -> h.payload().length).sum();
    short[] samples = new short[total];
    int at = 0;
    for (Heard h : last) {
      G711 used = h.payloadType() == 8 ? G711.PCMA : G711.PCMU;
      for (byte b : h.payload()) {
        samples[at++] = used.decode(b);
      }
    }
    return samples;
  }

  /// Every packet of one SSRC, sequence by one, timestamp by the packet's length. From the one at
  /// `from` on.
  public String continuity(int from) {
    for (int i = from + 1; i < heard.size(); i++) {
      Heard a = heard.get(i - 1);
      Heard b = heard.get(i);
      if (a.ssrc() != b.ssrc() || ((a.sequence() + 1) & 0xffff) != b.sequence()) {
        return "at " + i + ": " + brief(a) + " then " + brief(b);
      }
    }
    return "";
  }

  private static String brief(Heard h) {
    return "ssrc " + h.ssrc() + " seq " + h.sequence() + " ts " + h.timestamp();
  }

  @Override
  public void close() {
    try {
      rtp.close();
      rtcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets the peers talk and listen in real time for so many frames.
  public static void converse(int frames, RtpPeer... peers) {
    long due = System.nanoTime();
    for (int i = 0; i < frames; i++) {
      for (RtpPeer peer : peers) {
        peer.speak();
      }
      due += 20_000_000;
      while (System.nanoTime() < due) {
        java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
      }
      for (RtpPeer peer : peers) {
        peer.listen();
      }
    }
  }
}
