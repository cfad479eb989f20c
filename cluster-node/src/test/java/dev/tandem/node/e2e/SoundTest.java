package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a session's own media can be told over HTTP and by routes: files that sox has made, muting.
@Tag("end-to-end")
@Timeout(60)
class SoundTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;
  static Path files;

  @BeforeAll
  static void start() throws Exception {
    files = stage.folder("files");
    sox("music/hold.wav", 48_000, 2, 700);
    sox("hello.wav", 16_000, 1, 1300);
    node =
        stage.node(
            "--set",
            "tandem.media.files=\"" + files + "\"",
            "--set",
            "tandem.session.music-on-hold=\"file:music/hold.wav\"",
            "--set",
            "tandem.routes=[{ user = hello, do = \"play hello.wav\" },"
                + " { user = \"any-(.*)\", do = \"play $1.wav\" }, { user = early, do = early },"
                + " { user = tone, do = \"tone 450\" }, { user = echo, do = echo },"
                + " { user = \"room.*\", do = \"conference red\" }]");
  }

  /// Two seconds of a tone.
  private static void sox(String name, int rate, int channels, int hz) throws Exception {
    Path file = files.resolve(name);
    Files.createDirectories(file.getParent());
    Process sox =
        new ProcessBuilder(
                "sox",
                "-n",
                "-r",
                "" + rate,
                "-b",
                "16",
                "-c",
                "" + channels,
                file.toString(),
                "synth",
                "2",
                "sine",
                "" + hz,
                "vol",
                "0.3")
            .inheritIO()
            .start();
    assertThat(sox.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sox.exitValue()).isZero();
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  private record Up(SipCall call, RtpPeer rtp, String id) {
    int post(String what) {
      return node.http().post("/api/v1/sessions/" + id + "/" + what).statusCode();
    }

    JsonNode media() {
      return node.http().sessions().stream()
          .filter(it -> it.path("id").asText().equals(id))
          .findFirst()
          .orElseThrow()
          .path("media");
    }

    Object muted() {
      return node.http().sessions().stream()
          .filter(it -> it.path("id").asText().equals(id))
          .map(it -> it.path("muted").asText())
          .toList();
    }
  }

  private static Up dial(String user) throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = stage.udpPeer("alice").call(node.sip(), user).establish(rtp.sdp());
    String id =
        node.http().sessions().stream()
            .filter(it -> it.path("callId").asText().equals(call.callId()))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText();
    return new Up(call, rtp, id);
  }

  private static void hear(Up up, Integer... tones) {
    up.rtp.forget();
    up.rtp.awaitHears(tones);
  }

  @Test
  void aRoutePlaysAFile() throws Exception {
    Up up = dial("hello");
    hear(up, 1300);
    up.call.hangUp();
  }

  @Test
  void aFileThatIsNotThereIsSilenceAndItsNodeSaysSo() throws Exception {
    Up up = dial("any-nothing");
    long before = up.rtp.received();
    Await.value("RTP comes", up.rtp::received, now -> now > before + 25);
    assertThat(up.rtp.heard()).isEmpty();
    assertThat(node.log()).contains("nothing.wav is played as silence: there is no such file");
    up.call.hangUp();
    assertThat(
            stage
                .udpPeer("alice")
                .call(node.sip(), "any-../../etc/passwd")
                .invite(Sdp.audio(7_000))
                .awaitOutcome()
                .status())
        .isEqualTo(404);
  }

  @Test
  void aPeerOnHoldHearsTheFile() throws Exception {
    Up up = dial("tone");
    hear(up, 450);
    var held = CompletableFuture.supplyAsync(() -> up.post("hold"));
    up.call.awaitRequest("INVITE", 200, up.rtp.sdp() + "a=recvonly\r\n");
    up.call.awaitRequest("ACK", 0, "");
    assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo(204);
    hear(up, 700);
    assertThat(up.post("mute")).isEqualTo(204);
    hear(up);
    up.call.hangUp();
  }

  @Test
  void aCallerHearsAFileBeforeTheAnswer() throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = stage.udpPeer("alice").call(node.sip(), "early").invite(rtp.sdp());
    call.awaitStatus(183);
    String id = node.http().sessions().getFirst().path("id").asText();
    String path = "/api/v1/sessions/" + id + "/early-media?hear=";

    assertThat(node.http().post(path + "file:hello.wav").statusCode()).isEqualTo(204);
    rtp.forget();
    rtp.awaitHears(1300);

    var missing = node.http().post(path + "file:none.wav");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("sound file none.wav: there is no such file");
    assertThat(node.http().post(path + "file:../hello.wav").statusCode()).isEqualTo(400);
    assertThat(node.http().post(path + "file:/etc/passwd").statusCode()).isEqualTo(400);
    call.cancel();
  }

  @Test
  void aMutedCallHearsSilenceWhileTheRtpGoesOn() throws Exception {
    Up up = dial("tone");
    hear(up, 450);
    assertThat(up.post("mute")).isEqualTo(204);
    assertThat(up.muted()).hasToString("[out]");
    hear(up);
    long before = up.rtp.received();
    Await.value("RTP goes on", up.rtp::received, now -> now > before + 25);
    assertThat(up.rtp.heard()).isEmpty();

    assertThat(up.post("unmute")).isEqualTo(204);
    assertThat(up.muted()).hasToString("[]");
    hear(up, 450);
    up.call.hangUp();
    assertThat(up.post("mute")).isEqualTo(404);
  }

  @Test
  void whatIsAgreedIsShownAndFollowsAHold() throws Exception {
    Up up = dial("echo");
    var media = up.media();
    assertThat(media.path("codec").asText()).isEqualTo("PCMU");
    assertThat(media.path("packetMs").asInt()).isEqualTo(20);
    assertThat(media.path("direction").asText()).isEqualTo("sendrecv");
    assertThat(media.path("remote").asText()).isEqualTo("127.0.0.1:" + up.rtp.port());
    assertThat(media.path("local").asText())
        .isEqualTo("127.0.0.1:" + up.call.theirs().audioAddress().getPort());

    up.call.offerAgain(Sdp.audio(up.rtp.port(), "sendonly"));
    Await.value(
        "the peer's hold is shown",
        () -> up.media().path("direction").asText(),
        "recvonly"::equals);
    up.call.hangUp();
  }

  @Test
  void aParticipantIsSilenced() throws Exception {
    Up alice = dial("room1");
    Up bob = dial("room2");
    Up carol = dial("room3");
    alice.rtp.speak(400, alice.call.theirs());
    bob.rtp.speak(600, bob.call.theirs());
    carol.rtp.speak(900, carol.call.theirs());
    hear(alice, 600, 900);
    assertThat(bob.post("mute?what=in")).isEqualTo(204);
    hear(alice, 900);
    hear(bob, 400, 900);
    assertThat(bob.post("mute?what=out")).isEqualTo(204);
    assertThat(bob.muted()).hasToString("[both]");
    hear(bob);
    assertThat(bob.post("unmute?what=in")).isEqualTo(204);
    hear(alice, 600, 900);
    hear(carol, 400, 600);
    for (Up up : new Up[] {alice, bob, carol}) {
      up.call.hangUp();
    }
  }

  @Test
  void aNodeDoesNotStartWithMusicThatIsNotThere() {
    assertThatThrownBy(() ->
            stage.node(
                "--set",
                "tandem.media.files=\"" + files + "\"",
                "--set",
                "tandem.session.music-on-hold=\"file:none.wav\""))
        .hasMessageContaining("music-on-hold")
        .hasMessageContaining("sound file none.wav: there is no such file");
  }
}
