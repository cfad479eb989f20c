package dev.tandem.sdp;

import static dev.tandem.sdp.Direction.INACTIVE;
import static dev.tandem.sdp.Direction.RECVONLY;
import static dev.tandem.sdp.Direction.SENDONLY;
import static dev.tandem.sdp.Direction.SENDRECV;
import static dev.tandem.sdp.Offers.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
  static final Origin ORIGIN = new Origin(77, 1);
  static final LocalAudio OURS = LocalAudio.G711;

  @Nested
  class WithAnOffer {
    @Test
    void ofSippAgreesOnPcmuWithoutEvents() {
      assertThat(Negotiation.agree(read(Offers.SIPP), OURS, SENDRECV))
          .isEqualTo(
              new Outcome.Agreed(
                  new AudioAgreement(Format.PCMU, -1, 20, SENDRECV, "127.0.0.1", 6000, 6001), 0));
    }

    @Test
    void ofBaresipTakesItsFirstFormatThatWeHave() {
      AudioAgreement audio = agreed(Offers.BARESIP);

      assertThat(audio.format()).isEqualTo(Format.PCMA);
      assertThat(audio.telephoneEventType()).isEqualTo(101);
      assertThat(audio.remoteRtcpPort()).isEqualTo(21345);
    }

    @Test
    void ofLinphoneTakesStaticTypesWithoutMapsAndEventsOfTheSameClock() {
      AudioAgreement audio = agreed(Offers.LINPHONE);

      assertThat(audio.format()).isEqualTo(Format.PCMU);
      assertThat(audio.telephoneEventType()).isEqualTo(99);
      assertThat(audio.remoteRtcpPort()).isEqualTo(7999);
    }

    @Test
    void ofABrowserFindsNoPlainRtp() {
      assertThat(Negotiation.agree(read(Offers.CHROMIUM), OURS, SENDRECV))
          .isEqualTo(new Outcome.NoMatch("the audio stream is not RTP/AVP"));
    }

    @Test
    void withManyStreamsTakesTheFirstUsableAudioAndItsOwnAddress() {
      assertThat(Negotiation.agree(read(Offers.MANY_STREAMS), OURS, SENDRECV))
          .isEqualTo(
              new Outcome.Agreed(
                  new AudioAgreement(Format.PCMA, -1, 20, SENDRECV, "203.0.113.6", 40004, 40005),
                  2));
    }

    @Test
    void overIpv6KeepsTheAddressAndTheOfferedEventType() {
      AudioAgreement audio = agreed(Offers.IPV6);

      assertThat(audio.remoteHost()).isEqualTo("2001:db8::5");
      assertThat(audio.telephoneEventType()).isEqualTo(120);
    }

    @Test
    void onHoldInTheOldWayIsHeardButNotSentTo() {
      AudioAgreement audio = agreed(Offers.HELD_OLD_WAY);

      assertThat(audio.direction()).isEqualTo(RECVONLY);
      assertThat(audio.remoteHost()).isEqualTo("0.0.0.0");
    }

    @Test
    void withADynamicTypeForOurCodecAnswersWithThatNumber() {
      String offer = Offers.SIPP.replace("AVP 0", "AVP 97").replace(":0 PCMU", ":97 pcmu");

      assertThat(agreed(offer).format()).isEqualTo(new Format(97, "PCMU", 8000));
    }

    @Test
    void whoseMapGivesAStaticNumberAnotherMeaningIsBelieved() {
      String offer = Offers.SIPP.replace("0 PCMU/8000", "0 G729/8000");

      assertThat(Negotiation.agree(read(offer), OURS, SENDRECV))
          .isEqualTo(new Outcome.NoMatch("no codec in common"));
    }

    @Test
    void withoutEventsWantedHasNone() {
      var quiet = new LocalAudio(List.of(Format.PCMA), false, 20);

      assertThat(Negotiation.agree(read(Offers.BARESIP), quiet, SENDRECV))
          .isInstanceOfSatisfying(
              Outcome.Agreed.class,
              it -> assertThat(it.audio().telephoneEventType()).isEqualTo(-1));
    }

    @ParameterizedTest(name = "{0} offered and {1} wanted is {2}")
    @CsvSource({
      "sendrecv, SENDRECV, SENDRECV", "sendrecv, SENDONLY, SENDONLY",
          "sendrecv, INACTIVE, INACTIVE",
      "sendonly, SENDRECV, RECVONLY", "sendonly, SENDONLY, INACTIVE",
          "sendonly, RECVONLY, RECVONLY",
      "recvonly, SENDRECV, SENDONLY", "recvonly, RECVONLY, INACTIVE",
          "inactive, SENDRECV, INACTIVE",
    })
    void cutsTheDirectionDownToTheOffer(String offered, Direction wanted, Direction result) {
      SessionDescription offer = read(Offers.SIPP + "a=" + offered + "\r\n");

      assertThat(Negotiation.agree(offer, OURS, wanted))
          .isInstanceOfSatisfying(
              Outcome.Agreed.class, it -> assertThat(it.audio().direction()).isEqualTo(result));
    }

    @Test
    void takesTheSessionsDirectionWhereTheStreamHasNone() {
      assertThat(agreed(Offers.SIPP.replace("t=0 0", "t=0 0\r\na=inactive")).direction())
          .isEqualTo(INACTIVE);
    }

    @ParameterizedTest(name = "{0} gives {1} ms")
    @CsvSource({
      "ptime:30, 30",
      "ptime:20.0, 20",
      "ptime:5, 10",
      "ptime:45, 40",
      "ptime:200, 60",
      "ptime:x, 20",
      "maxptime:10, 10",
      "maxptime:150, 20",
    })
    void sendsThePacketLengthThePeerWishes(String attribute, int packetMs) {
      assertThat(agreed(Offers.SIPP + "a=" + attribute + "\r\n").packetMs()).isEqualTo(packetMs);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
      "m=audio 6000, m=audio 0, the audio stream has port 0",
      "m=audio 6000, m=video 6000, there is no audio stream",
      "RTP/AVP 0, RTP/AVP 18, no codec in common",
      "RTP/AVP, RTP/AVPF, the audio stream is not RTP/AVP",
      "c=IN IP4 127.0.0.1, a=x, the audio stream cannot be reached: it has no c= line",
      "c=IN IP4 127.0.0.1, c=IN IP4 239.1.1.1/127, the audio stream cannot be reached: its address is not unicast",
      "c=IN IP4 127.0.0.1, c=IN IP4 255.255.255.255, the audio stream cannot be reached: its address is not unicast",
      "c=IN IP4 127.0.0.1, c=IN IP4 phone.example.com, the audio stream cannot be reached: its address is no numeric IP4 address",
      "c=IN IP4 127.0.0.1, c=IN IP4 1.2.3.400, the audio stream cannot be reached: its address is no numeric IP4 address",
      "c=IN IP4 127.0.0.1, c=IN IP6 1.2.3.4, the audio stream cannot be reached: its address is no numeric IP6 address",
    })
    void saysWhyItCannotAgree(String part, String instead, String why) {
      assertThat(Negotiation.agree(read(Offers.SIPP.replace(part, instead)), OURS, SENDRECV))
          .isEqualTo(new Outcome.NoMatch(why));
    }

    @ParameterizedTest
    @CsvSource({
      "rtcp:7000, 7000",
      "rtcp:7000 IN IP4 127.0.0.1, 7000",
      "rtcp:0, 6001",
      "rtcp:, 6001"
    })
    void findsTheRtcpPort(String attribute, int port) {
      assertThat(agreed(Offers.SIPP + "a=" + attribute + "\r\n").remoteRtcpPort()).isEqualTo(port);
    }

    @Test
    void onTheLastPortSharesItWithRtcp() {
      assertThat(agreed(Offers.SIPP.replace("6000", "65535")).remoteRtcpPort()).isEqualTo(65535);
    }
  }

  @Nested
  class AnAnswer {
    @Test
    void refusesTheOtherStreamsInPlaceAndRepeatsTheTiming() {
      SessionDescription offer = read(Offers.MANY_STREAMS);

      String answer =
          Negotiation.answer(offer, agreed(Offers.MANY_STREAMS), 2, ORIGIN, "192.0.2.1", 5004);

      assertThat(answer)
          .isEqualTo(
              Offers.lines(
                  "v=0",
                  "o=- 77 1 IN IP4 192.0.2.1",
                  "s=-",
                  "c=IN IP4 192.0.2.1",
                  "t=3034423619 3042462419",
                  "m=application 0 TCP/BFCP *",
                  "m=audio 0 RTP/SAVP 0 8",
                  "m=audio 5004 RTP/AVP 8",
                  "a=rtpmap:8 PCMA/8000",
                  "a=ptime:20",
                  "a=sendrecv",
                  "m=video 0 RTP/AVP 31 32",
                  "m=image 0 udptl t38"));
    }

    @Test
    void carriesTheOfferedEventType() {
      String answer =
          Negotiation.answer(read(Offers.IPV6), agreed(Offers.IPV6), 0, ORIGIN, "::1", 5004);

      assertThat(answer)
          .contains("c=IN IP6 ::1\r\n")
          .contains("m=audio 5004 RTP/AVP 8 120\r\n")
          .contains("a=rtpmap:120 telephone-event/8000\r\na=fmtp:120 0-15\r\n");
    }

    @Test
    void toAnOfferWithoutTimingHasOne() {
      SessionDescription offer = read(Offers.SIPP.replace("t=0 0\r\n", ""));

      assertThat(Negotiation.answer(offer, agreed(Offers.SIPP), 0, ORIGIN, "127.0.0.1", 5004))
          .contains("t=0 0\r\n");
    }

    @Test
    void needsANumericHost() {
      assertThatThrownBy(() -> Negotiation.offer(ORIGIN, "media.local", 5004, OURS, SENDRECV))
          .hasMessageContaining("media.local");
    }
  }

  @Nested
  class WithOurOffer {
    @Test
    void namesEveryFormatInOurOrder() {
      assertThat(Negotiation.offer(ORIGIN, "127.0.0.1", 5004, OURS, SENDONLY))
          .isEqualTo(
              Offers.lines(
                  "v=0",
                  "o=- 77 1 IN IP4 127.0.0.1",
                  "s=-",
                  "c=IN IP4 127.0.0.1",
                  "t=0 0",
                  "m=audio 5004 RTP/AVP 0 8 101",
                  "a=rtpmap:0 PCMU/8000",
                  "a=rtpmap:8 PCMA/8000",
                  "a=rtpmap:101 telephone-event/8000",
                  "a=fmtp:101 0-15",
                  "a=ptime:20",
                  "a=sendonly"));
    }

    @Test
    void bothEndsComeToTheSame() {
      SessionDescription offer = read(Negotiation.offer(ORIGIN, "192.0.2.1", 5004, OURS, SENDONLY));
      var theirs = (Outcome.Agreed) Negotiation.agree(offer, OURS, SENDRECV);
      String answer =
          Negotiation.answer(
              offer, theirs.audio(), theirs.mLine(), new Origin(5, 5), "192.0.2.2", 6004);

      assertThat(Negotiation.complete(OURS, SENDONLY, read(answer)))
          .isEqualTo(
              new Outcome.Agreed(
                  new AudioAgreement(Format.PCMU, 101, 20, SENDONLY, "192.0.2.2", 6004, 6005), 0));
      assertThat(theirs.audio().direction()).isEqualTo(RECVONLY);
    }

    @Test
    void aPeerThatAnswersMoreThanOfferedGetsNoMore() {
      assertThat(Negotiation.complete(OURS, INACTIVE, read(Offers.SIPP)))
          .isInstanceOfSatisfying(
              Outcome.Agreed.class, it -> assertThat(it.audio().direction()).isEqualTo(INACTIVE));
    }

    @Test
    void anAnswerThatRefusesTheStreamIsNoMatch() {
      SessionDescription refused = read(Offers.SIPP.replace("6000", "0"));

      assertThat(Negotiation.complete(OURS, refused))
          .isEqualTo(new Outcome.NoMatch("the audio stream has port 0"));
    }

    @Test
    void anAnswerWithoutStreamsIsNoMatch() {
      SessionDescription empty = read(Offers.SIPP.substring(0, Offers.SIPP.indexOf("m=")));

      assertThat(Negotiation.complete(OURS, empty))
          .isEqualTo(new Outcome.NoMatch("the answer has no m= line"));
    }
  }

  private static AudioAgreement agreed(String offer) {
    return switch (Negotiation.agree(read(offer), OURS, SENDRECV)) {
      case Outcome.Agreed(var audio, int _) -> audio;
      case Outcome.NoMatch(String why) -> throw new AssertionError(why + ":\n" + offer);
    };
  }
}
