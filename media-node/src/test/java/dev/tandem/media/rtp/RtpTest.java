package dev.tandem.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.rtp.RtpInbound.Verdict;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RtpTest {
  private static final long MS = 1_000_000;

  static RtpPacket packet(int ssrc, int sequence, int timestamp) {
    var bytes = ByteBuffer.allocate(172);
    RtpPacket.write(bytes, 0, false, sequence, timestamp, ssrc);
    var packet = new RtpPacket();
    assertThat(packet.parse(bytes, 172)).isTrue();
    return packet;
  }

  @Nested
  class Header {
    final ByteBuffer bytes = ByteBuffer.allocate(64);
    final RtpPacket packet = new RtpPacket();

    @Test
    void whatIsWrittenIsRead() {
      RtpPacket.write(bytes, 101, true, 65535, 0xFFFFFFF0, 0x80000001);

      assertThat(packet.parse(bytes, 32)).isTrue();
      assertThat(packet.payloadType()).isEqualTo(101);
      assertThat(packet.marker()).isTrue();
      assertThat(packet.sequence()).isEqualTo(65535);
      assertThat(packet.timestamp()).isEqualTo(0xFFFFFFF0);
      assertThat(packet.ssrc()).isEqualTo(0x80000001);
      assertThat(packet.payloadOffset()).isEqualTo(12);
      assertThat(packet.payloadBytes()).isEqualTo(20);
    }

    @Test
    void sourcesExtensionAndPaddingAreStepsAroundThePayload() {
      bytes.put(0, (byte) 0xb2); // padding, extension, two CSRCs
      bytes.putShort(22, (short) 1);
      bytes.put(39, (byte) 4);

      assertThat(packet.parse(bytes, 40)).isTrue();
      assertThat(packet.payloadOffset()).isEqualTo(28);
      assertThat(packet.payloadBytes()).isEqualTo(8);
    }

    @Test
    void lengthsThatContradictEachOtherAreRefused() {
      RtpPacket.write(bytes, 0, false, 1, 1, 1);
      assertThat(packet.parse(bytes, 11)).isFalse();
      bytes.put(0, (byte) 0x8f); // 15 CSRCs do not fit
      assertThat(packet.parse(bytes, 32)).isFalse();
      bytes.put(0, (byte) 0x90).putShort(14, (short) 0xffff);
      assertThat(packet.parse(bytes, 32)).isFalse();
      bytes.put(0, (byte) 0xa0).put(31, (byte) 200);
      assertThat(packet.parse(bytes, 32)).isFalse();
      bytes.put(0, (byte) 0x40);
      assertThat(packet.parse(bytes, 32)).isFalse();
    }

    @Test
    void rtcpOnTheRtpPortIsNotRtp() {
      bytes.put(0, (byte) 0x80).put(1, (byte) 200);
      assertThat(packet.parse(bytes, 28)).isFalse();
    }

    @Test
    void noiseNeverReachesBeyondThePacket() {
      var random = new Random(7);
      for (int i = 0; i < 200_000; i++) {
        random.nextBytes(bytes.array());
        int length = random.nextInt(65);
        if (packet.parse(bytes, length)) {
          assertThat(packet.payloadOffset() + packet.payloadBytes()).isLessThanOrEqualTo(length);
          assertThat(packet.payloadBytes()).isNotNegative();
        }
      }
    }
  }

  @Nested
  class Inbound {
    final RtpInbound in = new RtpInbound();

    private Verdict accept(int ssrc, int sequence) {
      return in.accept(packet(ssrc, sequence, sequence * 160), 172);
    }

    @Test
    void lossIsCountedOverTheWrapOfSequenceNumbers() {
      assertThat(accept(1, 65534)).isEqualTo(Verdict.NEW_SOURCE);
      accept(1, 65535);
      accept(1, 2); // 0 and 1 lost
      assertThat(in.lost()).isEqualTo(2);
      assertThat(in.extendedHighest()).isEqualTo(0x10002);
      assertThat(in.fractionLost()).isEqualTo(2 * 256 / 5);
      assertThat(in.fractionLost()).isZero();
    }

    @Test
    void aReorderedPacketIsGoodOnceAndThenADuplicate() {
      accept(1, 10);
      accept(1, 12);
      assertThat(accept(1, 11)).isEqualTo(Verdict.IN_ORDER);
      assertThat(accept(1, 11)).isEqualTo(Verdict.DUPLICATE);
      assertThat(accept(1, 12)).isEqualTo(Verdict.DUPLICATE);
      assertThat(in.lost()).isEqualTo(-2); // duplicates outweigh loss, as A.3 has it
      assertThat(in.duplicates()).isEqualTo(2);
    }

    @Test
    void aJumpNeedsASecondPacketToBeBelieved() {
      accept(1, 10);
      assertThat(accept(1, 20000)).isEqualTo(Verdict.DOUBTFUL);
      assertThat(accept(1, 11)).isEqualTo(Verdict.IN_ORDER);
      assertThat(accept(1, 30000)).isEqualTo(Verdict.DOUBTFUL);
      assertThat(accept(1, 30001)).isEqualTo(Verdict.NEW_SOURCE);
      assertThat(in.lost()).isZero();
    }

    @Test
    void anotherSsrcIsAnotherSourceAndLossOfTheFirstIsKept() {
      accept(1, 10);
      accept(1, 13);
      int epoch = in.epoch();
      assertThat(accept(2, 500)).isEqualTo(Verdict.NEW_SOURCE);
      assertThat(in.epoch()).isEqualTo(epoch + 1);
      assertThat(in.lost()).isEqualTo(2);
    }

    @Test
    void jitterFollowsTheFormulaOfAppendixA8() {
      double expected = 0;
      int last = 0;
      var random = new Random(5);
      for (int i = 0; i < 500; i++) {
        int arrival = i * 160 + random.nextInt(80);
        in.observe(i * 160, arrival);
        int transit = arrival - i * 160;
        expected += i == 0 ? 0 : (Math.abs(transit - last) - expected) / 16;
        last = transit;
      }
      assertThat((double) in.jitter()).isBetween(expected - 2, expected + 2);
    }
  }

  @Nested
  class Outbound {
    final RtpOutbound out = new RtpOutbound(0xabc, 65534, 1000);

    @Test
    void ourOwnPacketsCountUpAndFollowEachOther() {
      out.next(160, 0);
      assertThat(out.sequence()).isEqualTo(65534);
      assertThat(out.marker()).isTrue();
      out.next(160, 20 * MS);
      out.next(160, 40 * MS);
      assertThat(out.sequence()).isZero();
      assertThat(out.timestamp()).isEqualTo(1320);
      assertThat(out.marker()).isFalse();
    }

    @Test
    void afterAPauseTheTimestampFollowsTheClockAndTheMarkerIsSet() {
      out.next(160, 0);
      out.next(160, 2000 * MS);
      assertThat(out.sequence()).isEqualTo(65535);
      assertThat(out.timestamp()).isEqualTo(1000 + 16000);
      assertThat(out.marker()).isTrue();
    }

    @Test
    void aRelayedSourceKeepsItsGapsAndItsOrder() {
      var from = source(7, 100, 5000);
      out.relay(from, packet(7, 100, 5000), 0);
      int first = out.sequence();
      int timestamp = out.timestamp();

      out.relay(from, packet(7, 103, 5480), 60 * MS);
      assertThat(out.sequence()).isEqualTo((first + 3) & 0xffff);
      assertThat(out.timestamp()).isEqualTo(timestamp + 480);
      out.relay(from, packet(7, 102, 5320), 61 * MS);
      assertThat(out.sequence()).isEqualTo((first + 2) & 0xffff);
    }

    @Test
    void aChangeOfSourceIsOneStepInNumbersWithAMarker() {
      out.next(160, 0);
      var from = source(7, 30000, 99);
      assertThat(out.relay(from, packet(7, 30000, 99), 20 * MS)).isTrue();
      assertThat(out.sequence()).isEqualTo(65535);
      assertThat(out.timestamp()).isEqualTo(1160);
      assertThat(out.marker()).isTrue();

      var other = source(8, 5, 70000);
      out.relay(other, packet(8, 5, 70000), 40 * MS);
      assertThat(out.sequence()).isZero();
      assertThat(out.timestamp()).isEqualTo(1320);
      assertThat(out.marker()).isTrue();

      out.next(160, 60 * MS);
      assertThat(out.sequence()).isEqualTo(1);
      assertThat(out.timestamp()).isEqualTo(1480);
    }

    @Test
    void aPacketOlderThanTheChangeIsNotSent() {
      var from = source(7, 100, 5000);
      out.relay(from, packet(7, 100, 5000), 0);
      assertThat(out.relay(from, packet(7, 99, 4840), 1)).isFalse();
    }

    @Test
    void aLongCallIsRelayedOverManyWraps() {
      var from = source(7, 0, 0);
      int expected = 65533;
      for (int i = 0; i < 200_000; i++) {
        assertThat(out.relay(from, packet(7, i & 0xffff, i * 160), i * 20 * MS)).isTrue();
        expected = (expected + 1) & 0xffff;
        assertThat(out.sequence()).isEqualTo(expected);
      }
    }

    private RtpInbound source(int ssrc, int sequence, int timestamp) {
      var in = new RtpInbound();
      in.accept(packet(ssrc, sequence, timestamp), 172);
      return in;
    }
  }
}
