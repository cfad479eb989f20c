package dev.tandem.media.jitter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.codec.G711;
import java.nio.ByteBuffer;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JitterBufferTest {
  final JitterBuffer buffer = new JitterBuffer();
  final short[] out = new short[160];

  /// A packet whose samples all carry the same code.
  private boolean put(int timestamp, int samples, int code, int arrival) {
    byte[] payload = new byte[samples];
    java.util.Arrays.fill(payload, (byte) code);
    return buffer.put(
        timestamp, ByteBuffer.wrap(payload), 0, samples, G711.PCMU.decodeTable(), arrival);
  }

  private static short sample(int code) {
    return G711.PCMU.decode((byte) code);
  }

  @Test
  void playsNothingBeforeTheFirstPacket() {
    assertThat(buffer.get(out)).isEqualTo(JitterBuffer.Frame.SILENCE);
  }

  @Test
  void playsPacketsInTheirOrderWhateverTheOrderOfArrival() {
    put(0, 160, 0x90, 0);
    put(320, 160, 0x92, 160);
    put(160, 160, 0x91, 170);

    for (int code = 0x90; code <= 0x92; code++) {
      assertThat(buffer.get(out)).isEqualTo(JitterBuffer.Frame.VOICE);
      assertThat(out).containsOnly(sample(code));
    }
  }

  @Test
  void packetsOfTenAndThirtyMillisecondsFillWholeFrames() {
    put(0, 80, 0x90, 0);
    put(80, 80, 0x90, 80);
    put(160, 240, 0x91, 160);
    put(400, 240, 0x91, 400);

    assertThat(buffer.get(out)).isEqualTo(JitterBuffer.Frame.VOICE);
    assertThat(out).containsOnly(sample(0x90));
    for (int i = 0; i < 3; i++) {
      assertThat(buffer.get(out)).isEqualTo(JitterBuffer.Frame.VOICE);
      assertThat(out).containsOnly(sample(0x91));
    }
  }

  @Test
  void aLostPacketIsCoveredByTheFadingLastOne() {
    put(0, 160, 0x90, 0);
    put(320, 160, 0x92, 320);
    buffer.get(out);

    assertThat(buffer.get(out)).isEqualTo(JitterBuffer.Frame.VOICE);
    assertThat(Math.abs(out[0])).isBetween(1, Math.abs(sample(0x90)) - 1);
    assertThat(buffer.concealed()).isEqualTo(1);
    buffer.get(out);
    assertThat(out).containsOnly(sample(0x92));
  }

  @Test
  void whenEverythingStopsTheSoundFadesToSilence() {
    put(0, 160, 0x90, 0);
    buffer.get(out);
    int level = Math.abs(out[0]);
    for (int i = 0; i < 5; i++) {
      assertThat(buffer.get(out)).isEqualTo(JitterBuffer.Frame.CONCEALED);
      assertThat(Math.abs(out[0])).isLessThan(level);
      level = Math.abs(out[0]);
    }
    buffer.get(out);

    assertThat(buffer.get(out)).isEqualTo(JitterBuffer.Frame.SILENCE);
    assertThat(out).containsOnly((short) 0);
  }

  @Test
  void aPacketAfterItsTimeIsCountedAndNotPlayed() {
    put(0, 160, 0x90, 0);
    put(160, 160, 0x91, 160);
    buffer.get(out);

    assertThat(put(0, 160, 0x95, 200)).isFalse();
    assertThat(buffer.late()).isEqualTo(1);
  }

  @Test
  void afterSilenceSuppressionItGoesOnAtOnce() {
    put(0, 160, 0x90, 0);
    buffer.get(out);
    for (int i = 0; i < 10; i++) {
      buffer.get(out);
    }
    put(160 * 200, 160, 0x91, 160 * 200);

    assertThat(buffer.get(out)).isEqualTo(JitterBuffer.Frame.VOICE);
    assertThat(out).containsOnly(sample(0x91));
  }

  @Test
  void timestampsThatJumpBackStartAnewAfterHalfASecond() {
    put(1_000_000, 160, 0x90, 0);
    buffer.get(out);
    int silent = 0;
    for (int i = 0; i < 40; i++) {
      put(i * 160, 160, 0x91, i * 160);
      silent += buffer.get(out) == JitterBuffer.Frame.VOICE ? 0 : 1;
    }
    assertThat(silent).isLessThanOrEqualTo(26);
    assertThat(out).containsOnly(sample(0x91));
  }

  @Test
  void aBurstNeverMakesItDeeperThanItsBound() {
    for (int i = 0; i < 200; i++) {
      put(i * 160, 160, 0x90, 0);
      assertThat(buffer.depth()).isLessThanOrEqualTo(JitterBuffer.MAX_DEPTH);
    }
    assertThat(buffer.dropped()).isPositive();
  }

  @Test
  void anOverlongPacketIsRefused() {
    assertThat(put(0, JitterBuffer.MAX_PACKET, 0x90, 0)).isTrue();
    assertThat(put(0, JitterBuffer.MAX_PACKET + 1, 0x90, 0)).isFalse();
  }

  /// 20 minutes of packets with loss, jitter and a clock that is off.
  private double share(double loss, double sigmaMs, double driftPpm, Random random) {
    record Arrival(double at, int timestamp) {}
    var network = new PriorityQueue<Arrival>((a, b) -> Double.compare(a.at(), b.at()));
    int frames = 60_000;
    double period = 20 * (1 + driftPpm / 1e6);
    for (int i = 0; i < frames; i++) {
      if (random.nextDouble() >= loss) {
        double delay = 40 + Math.abs(random.nextGaussian()) * sigmaMs;
        network.add(new Arrival(i * period + delay, i * 160));
      }
    }
    int voice = 0;
    for (int tick = 0; tick < frames; tick++) {
      double now = tick * 20.0 + 47;
      while (!network.isEmpty() && network.peek().at() <= now) {
        var packet = network.remove();
        put(packet.timestamp(), 160, 0x90, (int) (packet.at() * 8));
      }
      if (buffer.get(out) == JitterBuffer.Frame.VOICE) {
        voice++;
      }
    }
    return (voice - (double) buffer.concealed()) / frames;
  }

  @Test
  void aPerfectNetworkIsPlayedWhole() {
    assertThat(share(0, 0, 0, new Random(1))).isGreaterThan(0.999);
    assertThat(buffer.depth()).isLessThanOrEqualTo(400);
  }

  @Test
  void jitterOf25MillisecondsCostsLittleBeyondTheLoss() {
    double share = share(0.05, 25, 0, new Random(2));
    assertThat(share).isGreaterThan(0.93);
    assertThat(buffer.late() / 60_000.0).isLessThan(0.01);
  }

  @Test
  void aClockThatIsOffIsFollowedBothWays() {
    assertThat(share(0.02, 8, 200, new Random(3))).isGreaterThan(0.95);
    assertThat(buffer.depth()).isLessThanOrEqualTo(JitterBuffer.MAX_DEPTH / 2);
    buffer.reset();
    assertThat(share(0.02, 8, -200, new Random(4))).isGreaterThan(0.93);
    assertThat(buffer.depth()).isLessThanOrEqualTo(JitterBuffer.MAX_DEPTH / 2);
  }
}
