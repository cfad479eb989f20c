package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Which codecs one call offers and accepts: by decision, by plan, by trunk.
@NullUnmarked
class MediaChoiceTest {
  private static final Verdict ECHO = new Verdict.Accept(Treatment.ECHO);
  private final Play play = new Play();

  private static MediaOptions options(String... codecs) {
    return MediaOptions.codecs(codecs);
  }

  private static Verdict with(MediaOptions options) {
    return new Verdict.WithMedia(options, ECHO);
  }

  private static Invitation byTrunk(String body, MediaOptions media) {
    Invitation it = Cast.invitation(body);
    return new Invitation(
        it.raw(),
        it.callId(),
        it.fromUri(),
        it.fromDisplayName(),
        it.fromTag(),
        it.toUri(),
        it.toDisplayName(),
        it.requestUri(),
        it.cseq(),
        it.contact(),
        it.recordRoutes(),
        it.source(),
        it.userAgent(),
        it.contentType(),
        it.body(),
        it.allow(),
        it.supported(),
        it.headers(),
        it.receivedAt(),
        null,
        "p",
        media);
  }

  private Play fromTrunk(String body, String... codecs) {
    return play.hears(new SessionInput.Invite(byTrunk(body, options(codecs)), Cast.INVITE));
  }

  private static CallPlan plan(MediaOptions media) {
    CallPlan it = Cast.plan(null);
    return new CallPlan(
        it.from(),
        it.fromDisplayName(),
        it.to(),
        it.treatment(),
        null,
        null,
        it.ringing(),
        it.headers(),
        media);
  }

  private String answer() {
    assertThat(play.answers()).containsExactly(200);
    return play.now(SessionAction.Respond.class).getFirst().body();
  }

  private String offer() {
    assertThat(play.sent()).containsExactly("INVITE");
    return play.now(SessionAction.Send.class).getFirst().body();
  }

  @Test
  void aDecisionNamesTheOnlyCodec() {
    play.invited(Cast.sdp("0 8 101")).decided(with(options("PCMA"))).legOpened();

    assertThat(answer()).contains("m=audio 20000 RTP/AVP 8\r\n").contains("PCMA/8000");
    assertThat(play.recovered().media().wish().options()).isEqualTo(options("PCMA"));
  }

  @Test
  void ourOrderCountsWhenAskedForAndTheOfferersElse() {
    play.invited(Cast.sdp("0 8")).decided(with(options("PCMA", "PCMU"))).legOpened();
    assertThat(answer()).contains("RTP/AVP 0\r\n");

    var ours = new Play();
    ours.invited(Cast.sdp("0 8")).decided(with(options("PCMA", "PCMU").inOurOrder())).legOpened();
    assertThat(ours.now(SessionAction.Respond.class).getFirst().body()).contains("RTP/AVP 8\r\n");
  }

  @Test
  void anOfferWithNothingOfItGets488() {
    play.invited(Cast.sdp("0")).decided(with(options("PCMA")));

    assertThat(play.answers()).containsExactly(488);
    assertThat(play.state.state()).isEqualTo("Failed");
    assertThat(play.did(SessionAction.OpenLeg.class)).isEmpty();
  }

  @Test
  void anOfferThatLacksWhatIsRequiredGets488() {
    var both = options("PCMU", "PCMA").requiring("PCMA");
    play.invited(Cast.sdp("0")).decided(with(both));
    assertThat(play.answers()).containsExactly(488);

    var has = new Play();
    has.invited(Cast.sdp("0 8")).decided(with(both)).legOpened();
    assertThat(has.answers()).containsExactly(200);
  }

  @Test
  void attributesAreInTheAudioStreamOfTheAnswer() {
    play.invited().decided(with(MediaOptions.NONE.withAttributes("label:7", "X-flag"))).legOpened();

    assertThat(answer()).endsWith("a=label:7\r\na=X-flag\r\n");
  }

  @Test
  void aDeferredCallKeepsThemUntilItIsAccepted() {
    play.invited().decided(new Verdict.WithMedia(options("PCMA"), new Verdict.Defer()));
    play.decided(ECHO).legOpened();

    assertThat(answer()).contains("RTP/AVP 8\r\n");
  }

  @Test
  void afterEarlyMediaNothingChanges() {
    play.invited(Cast.sdp("0")).decided(new Verdict.Progress(Treatment.ECHO)).legOpened();
    play.decided(with(options("PCMA")));

    assertThat(play.answers()).containsExactly(200);
    assertThat(play.state.media().wish()).isEqualTo(MediaWish.NONE);
  }

  @Test
  void anInviteWithoutOfferIsOfferedThem() {
    play.invited("").decided(with(options("PCMA"))).legOpened();
    assertThat(answer()).contains("RTP/AVP 8 101\r\n");

    play.acked(Cast.sdp("0"));
    assertThat(play.sent()).as("the answer has another codec").containsExactly("BYE");
  }

  @Test
  void aTrunkHasCodecsOfItsOwn() {
    fromTrunk(Cast.sdp("0"), "PCMA");
    assertThat(play.answers()).containsExactly(488);
  }

  @Test
  void aCallOfATrunkIsAnsweredByItsCodecsAndTheOtherLegIsFree() {
    fromTrunk(Cast.sdp("0 8"), "PCMA").decided(new Verdict.Forward("sip:bob@192.0.2.7"));
    assertThat(play.now(SessionAction.MakePeer.class).getFirst().plan().media()).isNull();

    play.hears(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMU")).legOpened();
    assertThat(answer()).contains("RTP/AVP 8\r\n");
    assertThat(play.recovered().media().wish().options().codecs()).containsExactly("PCMA");
  }

  @Test
  void whatADecisionSaysGoesToTheOtherLegToo() {
    play.invited()
        .decided(new Verdict.WithMedia(options("PCMA"), new Verdict.Forward("sip:bob@192.0.2.7")));

    assertThat(play.now(SessionAction.MakePeer.class).getFirst().plan().media())
        .isEqualTo(options("PCMA"));
  }

  @Test
  void anOutgoingCallOffersWhatItsPlanSays() {
    play.hears(new SessionInput.Make(plan(options("PCMA", "PCMU")))).legOpened();
    assertThat(offer()).contains("RTP/AVP 8 0 101\r\n");

    play.answered(200, Cast.sdp("8"));
    assertThat(play.state.state()).isEqualTo("Active");
    assertThat(play.recovered().media().wish().options()).isEqualTo(options("PCMA", "PCMU"));
  }

  @Test
  void anAnswerWithoutTheRequiredCodecEndsTheCall() {
    play.hears(new SessionInput.Make(plan(options("PCMU", "PCMA").requiring("PCMA")))).legOpened();
    play.answered(200, Cast.sdp("0"));

    assertThat(play.sent()).containsExactly("BYE");
  }

  @Test
  void codecsOfALaterReleaseCountForNothing() {
    var later = new MediaOptions(List.of("opus"), null, List.of(), List.of());
    play.hears(new SessionInput.Make(plan(later))).legOpened();

    assertThat(offer()).contains("RTP/AVP 0 8 101\r\n");
  }
}
