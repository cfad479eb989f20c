package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `POST /api/v1/sessions/ID/media`: re-INVITEs of ours with other codecs or another direction.
@Tag("end-to-end")
@Timeout(90)
class UpdateMediaTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension static final Stage stage = new Stage();

  private TandemNode node;
  private SipCall call;
  private String id;

  private void up() throws Exception {
    node = stage.node("--set", "tandem.routes=[{ user = echo, do = echo }]");
    call = stage.udpPeer("alice").call(node.sip(), "echo").establish(Sdp.audio(7_000));
    id = node.http().json("/api/v1/sessions").at("/sessions/0/id").asText();
  }

  private CompletableFuture<Integer> post(String query) {
    return CompletableFuture.supplyAsync(
        () -> node.http().post("/api/v1/sessions/" + id + "/media?" + query).statusCode());
  }

  private JsonNode media() {
    return node.http().json("/api/v1/sessions/" + id).at("/media");
  }

  private SipText reoffered(int status, String sdp) {
    SipText offer = call.awaitRequest("INVITE", SOON, status, sdp);
    call.awaitRequest("ACK", 0, "");
    return offer;
  }

  @Test
  void otherCodecsAndAnotherDirectionAreAgreedByReInvite() throws Exception {
    up();
    assertThat(media().at("/codec").asText()).isEqualTo("PCMU");

    var codecs = post("codecs=PCMA");
    SipText offer = reoffered(200, Sdp.audio(7_000));
    assertThat(offer.body()).contains(" RTP/AVP 8 101\r\n").doesNotContain("PCMU");
    assertThat(new Sdp(offer.body()).direction()).isEqualTo("sendrecv");
    assertThat(codecs.get()).isEqualTo(204);
    assertThat(media().at("/codec").asText()).isEqualTo("PCMA");

    var listening = post("direction=recvonly");
    offer = reoffered(200, Sdp.audio(7_000, "sendonly"));
    assertThat(new Sdp(offer.body()).direction()).isEqualTo("recvonly");
    assertThat(offer.body()).contains(" RTP/AVP 8 101\r\n");
    assertThat(listening.get()).isEqualTo(204);
    assertThat(media().at("/direction").asText()).isEqualTo("recvonly");

    var both = post("codecs=PCMU,PCMA&direction=sendrecv");
    offer = reoffered(200, Sdp.audio(7_000));
    assertThat(offer.body()).contains(" RTP/AVP 0 8 101\r\n");
    assertThat(both.get()).isEqualTo(204);
    call.hangUp();
    node.awaitQuiet();
  }

  @Test
  void aPeerThatRefusesKeepsWhatItHasAndOneThatAsksAtOnceIsAskedAgain() throws Exception {
    up();
    var refused = post("codecs=PCMA&direction=inactive");
    reoffered(488, "");
    assertThat(refused.get()).isEqualTo(409);
    assertThat(media().at("/codec").asText()).isEqualTo("PCMU");
    assertThat(media().at("/direction").asText()).isEqualTo("sendrecv");

    var glare = post("codecs=PCMA");
    SipText first = reoffered(491, "");
    SipText again = reoffered(200, Sdp.audio(7_000));
    assertThat(again.cseq()).isGreaterThan(first.cseq());
    assertThat(again.body()).contains(" RTP/AVP 8 101\r\n");
    assertThat(glare.get()).isEqualTo(204);
    call.hangUp();
    node.awaitQuiet();
  }
}
