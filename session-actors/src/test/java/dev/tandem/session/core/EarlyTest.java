package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// What a caller hears before the call is answered: the other leg's early media, or the
/// application.
@NullUnmarked
class EarlyTest {
  private static final Header REQUIRE = new Header("Require", "100rel");
  private final Play play = new Play();

  private Play connecting(Header... headers) {
    var invitation = Cast.invitation(Cast.sdp(), List.of(), headers);
    return play.hears(new SessionInput.Invite(invitation, Cast.INVITE))
        .decided(new Verdict.Forward("sip:bob@192.0.2.7"));
  }

  private Play heard(Header... headers) {
    return connecting(headers)
        .hears(new SessionInput.PeerRings(Cast.B, 183, Cast.MEDIA_NODE, "PCMA"))
        .legOpened();
  }

  private Play answered() {
    return play.hears(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMA"));
  }

  private SessionAction.Respond response() {
    return play.now(SessionAction.Respond.class).getFirst();
  }

  private Play prack(long rseq, String body) {
    var plain = play.request("PRACK", body);
    DialogRequest request = plain.request();
    return play.hears(
        new SessionInput.Request(
            new DialogRequest(
                "PRACK",
                request.callId(),
                request.remoteTag(),
                request.cseq(),
                null,
                request.source(),
                body.isEmpty() ? null : "application/sdp",
                body,
                List.of(new Header("RAck", rseq + " 10 INVITE"))),
            plain.transaction()));
  }

  private static long rseq(SessionAction.Respond response) {
    return Headers.number(Headers.first(response.headers(), "RSeq"));
  }

  @Test
  void theOtherLegIsHeardBeforeItAnswers() {
    connecting().hears(new SessionInput.PeerRings(Cast.B, 183, Cast.MEDIA_NODE, "PCMA"));
    SessionAction.OpenLeg open = play.now(SessionAction.OpenLeg.class).getFirst();
    assertThat(open.mediaNode()).isEqualTo(Cast.MEDIA_NODE);
    assertThat(open.treatment().kind()).isEqualTo(Treatment.Kind.BRIDGE);
    assertThat(open.remote().encoding()).isEqualTo("PCMA");
    assertThat(play.answers()).isEmpty();

    play.legOpened();

    assertThat(play.answers()).containsExactly(183);
    String said = response().body();
    assertThat(said).contains("m=audio");
    assertThat(play.state.state()).isEqualTo("EarlyMedia");

    play.hears(new SessionInput.PeerRings(Cast.B, 180, null, null));
    assertThat(play.answers()).containsExactly(180);
    assertThat(response().body()).isEmpty();

    answered();
    assertThat(play.answers()).containsExactly(200);
    assertThat(response().body()).isEqualTo(said);
    assertThat(play.now(SessionAction.OpenLeg.class)).isEmpty();
    assertThat(play.acked("").state.state()).isEqualTo("Active");
    assertThat(play.sent()).isEmpty();
  }

  @Test
  void aCallerWithoutAnOfferHearsNothingEarly() {
    play.invited("").decided(new Verdict.Forward("sip:bob@192.0.2.7"));
    play.hears(new SessionInput.PeerRings(Cast.B, 183, Cast.MEDIA_NODE, "PCMA"));

    assertThat(play.answers()).containsExactly(183);
    assertThat(response().body()).isEmpty();
    assertThat(answered().now(SessionAction.OpenLeg.class)).hasSize(1);
  }

  @Test
  void theAnswerMayComeWhileTheLegIsOpened() {
    connecting().hears(new SessionInput.PeerRings(Cast.B, 183, Cast.MEDIA_NODE, "PCMA"));
    answered();
    assertThat(play.legOpened().answers()).containsExactly(200);
  }

  @Test
  void aReliable183HoldsTheAnswerBackUntilItsPrack() {
    heard(REQUIRE);
    SessionAction.Respond early = response();
    assertThat(early.headers()).contains(REQUIRE);
    assertThat(early.body()).isNotEmpty();

    answered();
    assertThat(play.answers()).isEmpty();
    prack(rseq(early), "");
    assertThat(play.answers()).containsExactly(200); // the PRACK's

    play.hears(play.now(SessionAction.Again.class).getFirst().input());
    assertThat(play.answers()).containsExactly(200);
    assertThat(play.state.state()).isEqualTo("Answering");
  }

  @Test
  void the183WaitsForThePrackOfTheRinging() {
    connecting(REQUIRE).hears(new SessionInput.PeerRings(Cast.B, 180, null, null));
    long ringing = rseq(response());
    play.hears(new SessionInput.PeerRings(Cast.B, 183, Cast.MEDIA_NODE, "PCMA")).legOpened();
    assertThat(play.answers()).isEmpty();

    prack(ringing, "");

    assertThat(play.answers()).containsExactly(200, 183);
    SessionAction.Respond early = play.now(SessionAction.Respond.class).getLast();
    assertThat(rseq(early)).isEqualTo(ringing + 1);
    assertThat(early.body()).contains("m=audio");
  }

  @Test
  void anOfferInAPrackIsAnswered() {
    heard(REQUIRE);
    prack(rseq(response()), Cast.sdp("8"));

    assertThat(play.answers()).containsExactly(200);
    assertThat(response().body()).contains("m=audio");
    assertThat(play.now(SessionAction.ChangeLeg.class)).hasSize(1);
  }

  @Test
  void anOfferlessCallerIsNotRungReliably() {
    var invitation = Cast.invitation("", List.of(), REQUIRE);
    play.hears(new SessionInput.Invite(invitation, Cast.INVITE)).decided(new Verdict.Defer());

    assertThat(play.answers()).isEmpty();
  }

  /// RFC 3311 §5.2: the offer of the INVITE has no answer yet.
  @Test
  void anotherOfferIsToldToComeLater() {
    heard().requested("UPDATE", Cast.sdp());

    assertThat(play.answers()).containsExactly(500);
    assertThat(play.now(SessionAction.Respond.class).getFirst().headers())
        .extracting(Header::name)
        .containsExactly("Retry-After");
  }

  @Test
  void theCallerMayGiveUpMeanwhile() {
    heard().hears(new SessionInput.Cancelled(null));

    assertThat(play.answers()).containsExactly(487);
    assertThat(play.told(Cast.B)).hasSize(1);
    assertThat(play.isOver()).isTrue();
    assertThat(play.openLegs).isEmpty();
  }

  @Test
  void aNewMediaNodeIsToldAfterTheAck() {
    heard()
        .hears(new SessionInput.MoveLeg(play.state.links().bridge(), Cast.OTHER_MEDIA_NODE, true));
    play.hears(new SessionInput.LegOpened(play.leg(), Cast.OTHER_MEDIA_NODE, "10.0.0.8", 21_000));
    answered();
    assertThat(play.answers()).containsExactly(200);
    assertThat(response().body()).contains("10.0.0.9");

    play.acked("");

    assertThat(play.sent()).containsExactly("INVITE");
    assertThat(play.now(SessionAction.Send.class).getFirst().body()).contains("10.0.0.8");
  }

  @Test
  void anotherNodeGoesOn() {
    heard(REQUIRE);
    SessionAction.Respond early = response();
    String peer = play.state.links().peer().value();
    play.state = play.recovered();
    play.follow(play.core.recover(play.state, Cast.WORLD));
    assertThat(play.did(SessionAction.MakePeer.class).getLast().peer().value()).isEqualTo(peer);
    assertThat(play.did(SessionAction.RepeatAnswer.class).getLast().answer().body())
        .isEqualTo(early.body());

    prack(rseq(early), "");
    answered();

    assertThat(play.answers()).containsExactly(200);
    assertThat(response().body()).isEqualTo(early.body());
  }

  @Test
  void theApplicationIsHeardAndThenAnswers() {
    play.invited().decided(new Verdict.Progress(Treatment.tone(440))).legOpened();
    assertThat(play.answers()).containsExactly(183);
    play.decided(new Verdict.Progress(Treatment.tone(880)));
    assertThat(play.answers()).isEmpty();
    assertThat(play.now(SessionAction.ChangeLeg.class).getFirst().treatment())
        .isEqualTo(Treatment.tone(880));

    play.decided(new Verdict.Accept(Treatment.ECHO));

    assertThat(play.answers()).containsExactly(200);
    assertThat(play.now(SessionAction.ChangeLeg.class).getFirst().treatment())
        .isEqualTo(Treatment.ECHO);
  }

  @Test
  void anAnnouncementMayBeForwarded() {
    play.invited().decided(new Verdict.Progress(Treatment.tone(440))).legOpened();
    play.decided(new Verdict.Forward("sip:bob@192.0.2.7"));
    assertThat(play.now(SessionAction.MakePeer.class).getFirst().plan().mediaNode())
        .isEqualTo(Cast.MEDIA_NODE);

    answered();

    assertThat(play.answers()).containsExactly(200);
    assertThat(play.state.media().leg().treatment().kind()).isEqualTo(Treatment.Kind.BRIDGE);
    assertThat(play.now(SessionAction.TellBridge.class)).hasSize(1);
  }

  @Test
  void theCalledSideTellsWhereItIsHeard() {
    play.made(Cast.B).legOpened();
    play.answered(183, Cast.sdp("8"));

    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.PeerRings(Cast.A, 183, Cast.MEDIA_NODE, "PCMA"));
    play.hears(new SessionInput.Make(Cast.plan(Cast.B))); // the caller's session has moved
    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.PeerRings(Cast.A, 183, Cast.MEDIA_NODE, "PCMA"));
  }

  @Test
  void whatTheRefusalSaysIsKept() {
    connecting()
        .hears(
            new SessionInput.PeerFails(
                Cast.B,
                486,
                "Busy Here",
                List.of(new Header("Reason", "Q.850;cause=17"), new Header("Retry-After", "30"))));

    assertThat(play.answers()).containsExactly(486);
    assertThat(response().headers())
        .containsExactly(new Header("Reason", "Q.850;cause=17"), new Header("Retry-After", "30"));
  }

  @Test
  void aChallengeOfTheCalledSideIsNotTheCallers() {
    connecting().hears(new SessionInput.PeerFails(Cast.B, 407, "Proxy", List.of()));

    assertThat(play.answers()).containsExactly(403);
  }

  @Test
  void infoGoesOnToTheOtherLeg() {
    heard();
    answered();
    play.acked("");
    play.hears(Cast.info(play.state, "application/dtmf-relay", "Signal=5\r\n"));
    assertThat(play.answers()).containsExactly(200);
    assertThat(play.now(SessionAction.TellDigit.class)).hasSize(1);
    var command =
        (SessionCommand.PeerInforms) play.now(SessionAction.TellSession.class).getFirst().command();
    assertThat(command.body()).isEqualTo("Signal=5\r\n");

    play.hears(
        new SessionInput.PeerInforms(
            Cast.B, command.contentType(), command.body(), command.headers()));
    assertThat(play.sent()).containsExactly("INFO");
  }
}
