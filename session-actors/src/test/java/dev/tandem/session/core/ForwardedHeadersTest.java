package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.core.B2buaSettings.Retarget;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ForwardedHeadersTest {
  private static final String BOB = "sip:bob@192.0.2.7";

  private static B2buaSettings settings(Retarget retarget, String host) {
    return new B2buaSettings(
        List.of("subject", "x-*", "privacy"), host, retarget, 3, true, false, false, false);
  }

  private static Invitation invitation(Header... headers) {
    return Cast.invitation(Cast.sdp(), List.of(), headers);
  }

  private static ForwardedHeaders.Composed composed(String target, Header... headers) {
    return ForwardedHeaders.of(invitation(headers), target, settings(Retarget.HISTORY_INFO, ""));
  }

  private static List<String> values(ForwardedHeaders.Composed composed, String name) {
    return composed.headers().stream()
        .filter(it -> it.name().equals(name))
        .map(Header::value)
        .toList();
  }

  @Test
  void onlyWhatIsListedPasses() {
    var composed =
        composed(
            BOB,
            new Header("s", "tea"),
            new Header("X-Colour", "red"),
            new Header("P-Asserted-Identity", "<sip:alice@example.com>"),
            new Header("Require", "100rel"));

    assertThat(composed.headers().stream().map(Header::name))
        .containsExactly("Max-Forwards", "Tandem-Hops", "Subject", "X-Colour");
  }

  @Test
  void whatBelongsToOneLegMayNotBeListed() {
    assertThat(List.of("via", "contact", "record-route", "call-id", "supported", "*", ""))
        .noneMatch(ForwardedHeaders::mayPass);
    assertThat(ForwardedHeaders.mayPass("subject")).isTrue();
  }

  @Test
  void evenAllHeadersLeaveOutWhatBelongsToOneLeg() {
    var all = new B2buaSettings(List.of("r*"), "", Retarget.NONE, 3, true, false, false, false);
    var invitation = invitation(new Header("Route", "<sip:x>"), new Header("Reply-To", "<sip:y>"));

    assertThat(ForwardedHeaders.of(invitation, BOB, all).headers())
        .extracting(Header::name)
        .containsExactly("Max-Forwards", "Tandem-Hops", "Reply-To");
  }

  @Test
  void oneHopLessIsLeft() {
    assertThat(values(composed(BOB, new Header("Max-Forwards", "12")), "Max-Forwards"))
        .containsExactly("11");
    assertThat(values(composed(BOB), "Max-Forwards")).containsExactly("69");
    assertThat(values(composed(BOB, new Header("Max-Forwards", "4000")), "Max-Forwards"))
        .containsExactly("70");
  }

  @Test
  void aCircleEnds() {
    var settings = settings(Retarget.NONE, "");
    assertThat(ForwardedHeaders.refusal(invitation(), settings)).isZero();
    assertThat(ForwardedHeaders.refusal(invitation(new Header("Tandem-Hops", "2")), settings))
        .isZero();
    assertThat(ForwardedHeaders.refusal(invitation(new Header("Tandem-Hops", "3")), settings))
        .isEqualTo(482);
    assertThat(ForwardedHeaders.refusal(invitation(new Header("Max-Forwards", "0")), settings))
        .isEqualTo(483);
  }

  @Test
  void aCallInACircleIsRefused() {
    var play = new Play();
    play.hears(new SessionInput.Invite(invitation(new Header("Tandem-Hops", "10")), Cast.INVITE))
        .decided(new Verdict.Forward(BOB));

    assertThat(play.answers()).containsExactly(482);
  }

  @Test
  void theHistorySaysWhoWasDialled() {
    assertThat(values(composed(BOB), "History-Info")).isEmpty();
    assertThat(values(composed("sip:carol@192.0.2.7"), "History-Info"))
        .containsExactly("<sip:bob@example.com>;index=1", "<sip:carol@192.0.2.7>;index=1.1;mp=1");
    var longer =
        composed(
            "sip:carol@192.0.2.7",
            new Header("History-Info", "<sip:z@example.com>;index=1, <sip:bob@b>;index=1.1"));
    assertThat(values(longer, "History-Info").getLast())
        .isEqualTo("<sip:carol@192.0.2.7>;index=1.1.1;mp=1.1");
    var silent =
        composed("sip:carol@192.0.2.7", new Header("History-Info", "<sip:z@example.com>;index=1"));
    assertThat(values(silent, "History-Info"))
        .containsExactly(
            "<sip:z@example.com>;index=1",
            "<sip:bob@example.com>;index=1.1",
            "<sip:carol@192.0.2.7>;index=1.1.1;mp=1.1");
  }

  @Test
  void theDiversionIsTheTopmost() {
    var composed =
        ForwardedHeaders.of(
            invitation(new Header("Diversion", "<sip:z@example.com>;reason=no-answer")),
            "sip:carol@192.0.2.7",
            settings(Retarget.DIVERSION, ""));

    assertThat(values(composed, "Diversion"))
        .containsExactly(
            "<sip:bob@example.com>;reason=unknown;counter=1",
            "<sip:z@example.com>;reason=no-answer");
  }

  @Test
  void theCallerMayBeAnotherOne() {
    assertThat(composed(BOB).from()).isEqualTo("sip:alice@example.com");
    assertThat(
            ForwardedHeaders.of(invitation(), BOB, settings(Retarget.NONE, "pbx.example.net"))
                .from())
        .isEqualTo("sip:alice@pbx.example.net");
    var hidden = composed(BOB, new Header("Privacy", "id;user"));
    assertThat(hidden.from()).isEqualTo("sip:anonymous@anonymous.invalid");
    assertThat(hidden.displayName()).isEqualTo("Anonymous");
  }
}
