package dev.tandem.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.api.IncomingCall;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncomingCallsTest {
  private static final String HEAD =
      "v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\n";

  private static IncomingCall call(String offer) {
    var invitation =
        new Invitation(
            new byte[] {1},
            "call-1",
            "sip:alice@example.com",
            null,
            "theirs",
            "sip:bob@example.com",
            null,
            "sip:bob@example.com",
            1,
            "sip:alice@192.0.2.5",
            List.of(),
            new PeerAddress("udp", "192.0.2.5", 5060),
            null,
            "application/sdp",
            offer,
            List.of(),
            List.of(),
            List.of(),
            Instant.EPOCH,
            null,
            null,
            null);
    return IncomingCalls.of(new SessionId("1-aaaaaaaaaaaa"), invitation, "bob");
  }

  @Test
  void theCodecsThatTheCallerOffersAreInItsOrder() {
    String offer =
        HEAD
            + "m=audio 4000 RTP/AVP 8 96 0 101\r\n"
            + "a=rtpmap:96 opus/48000/2\r\n"
            + "a=rtpmap:101 telephone-event/8000\r\n"
            + "m=audio 4002 RTP/AVP 9\r\n";

    assertThat(call(offer).offeredCodecs()).containsExactly("PCMA", "opus", "PCMU");
  }

  @Test
  void anOfferThatIsMissingOrUnreadableHasNone() {
    assertThat(call("").offeredCodecs()).isEmpty();
    assertThat(call("v=0\r\nm=audio\r\n").offeredCodecs()).isEmpty();
    assertThat(call(HEAD).offeredCodecs()).isEmpty();
  }
}
