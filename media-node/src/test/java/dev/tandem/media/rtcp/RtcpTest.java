package dev.tandem.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.rtp.RtpInbound;
import dev.tandem.media.rtp.RtpOutbound;
import dev.tandem.media.rtp.RtpPacket;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtcpTest {
  private static final byte[] CNAME = "abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  final ByteBuffer bytes = ByteBuffer.allocate(512);
  final RtcpWriter writer = new RtcpWriter();
  final RtcpReader reader = new RtcpReader();
  final RtpOutbound out = new RtpOutbound(0x1111, 1, 160);
  final RtpInbound in = new RtpInbound();

  private void heard(int ssrc, int... sequences) {
    var packet = new RtpPacket();
    var rtp = ByteBuffer.allocate(172);
    for (int sequence : sequences) {
      RtpPacket.write(rtp, 0, false, sequence, sequence * 160, ssrc);
      packet.parse(rtp, 172);
      in.accept(packet, 172);
    }
  }

  @Test
  void aSenderReportIsReadBackWithItsBlock() {
    out.next(160, 0);
    out.sent(172, 160);
    heard(0x2222, 1, 2, 5);
    long ntp = new NtpClock(0, 1_700_000_000_000L).at(0);

    writer.report(bytes, out, in, ntp, 0, 0x12345678, 65536);
    writer.describe(bytes, 0x1111, CNAME);

    assertThat(writer.length()).isEqualTo(52 + 20);
    assertThat(bytes.get(1) & 0xff).isEqualTo(200);
    assertThat(bytes.getShort(2)).isEqualTo((short) 12);
    assertThat(bytes.getInt(20)).isEqualTo(1);
    assertThat(bytes.getInt(24)).isEqualTo(160);
    assertThat(bytes.getInt(28)).isEqualTo(0x2222);
    assertThat(bytes.get(32) & 0xff).isEqualTo(2 * 256 / 5);
    assertThat(bytes.getInt(32) & 0xffffff).isEqualTo(2);
    assertThat(reader.parse(bytes, writer.length(), 0x2222)).isTrue();
    assertThat(reader.senderReport()).isTrue();
    assertThat(reader.senderReportMiddle()).isEqualTo(NtpClock.middle(ntp));
    assertThat(reader.fractionLost()).isEqualTo(2 * 256 / 5);
  }

  @Test
  void whoSentNothingReportsAsReceiver() {
    heard(0x2222, 1);
    writer.report(bytes, out, in, 0, 0, 0, 0);
    assertThat(bytes.get(1) & 0xff).isEqualTo(201);
    assertThat(writer.length()).isEqualTo(32);
    assertThat(reader.parse(bytes, 32, 0x2222)).isTrue();
    assertThat(reader.senderReport()).isFalse();
    assertThat(reader.aboutUs()).isTrue();
    assertThat(reader.roundTrip(5)).isEqualTo(-1);
  }

  @Test
  void goodbyeEndsTheCompound() {
    writer.report(bytes, out, in, 0, 0, 0, 0);
    writer.describe(bytes, 0x1111, CNAME);
    writer.bye(bytes, 0x1111);
    assertThat(reader.parse(bytes, writer.length(), 1)).isTrue();
    assertThat(reader.bye()).isTrue();
  }

  /// RFC 3550 figure 2: A = 0xb710:8000, LSR = 0xb705:2000, DLSR = 0x0005:4000, trip 6.125 s.
  @Test
  void theRoundTripIsThatOfTheRfcsExample() {
    heard(0x2222, 1);
    writer.report(bytes, out, in, 0, 0, 0xb7052000, 0x00054000);
    reader.parse(bytes, writer.length(), 0x2222);
    assertThat(reader.roundTrip(0xb7108000) / 65536.0).isEqualTo(6.125);
  }

  @Test
  void ntpTimeCountsFrom1900() {
    var clock = new NtpClock(500, 0);
    assertThat(clock.at(500) >>> 32).isEqualTo(2_208_988_800L);
    assertThat(clock.at(500_000_500) & 0xffffffffL).isEqualTo(0x80000000L);
  }

  @Test
  void noiseIsRefusedOrReadWithoutHarm() {
    var random = new Random(11);
    int accepted = 0;
    for (int i = 0; i < 300_000; i++) {
      random.nextBytes(bytes.array());
      if (i % 2 == 0) { // let more through: a plausible header
        bytes.put(0, (byte) (0x80 | random.nextInt(32))).put(1, (byte) (200 + random.nextInt(5)));
        bytes.putShort(2, (short) random.nextInt(20));
      }
      accepted += reader.parse(bytes, random.nextInt(513), 1) ? 1 : 0;
    }
    assertThat(accepted).isPositive();
  }
}
