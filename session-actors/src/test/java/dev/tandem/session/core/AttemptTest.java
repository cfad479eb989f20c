package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Header;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// INVITEs that are sent once more because of the answer (RFC 3261 §8.1.3.4, RFC 4028 §7.3).
@NullUnmarked
class AttemptTest {
  private final Play play = new Play();

  private Play calling() {
    return play.made(null).legOpened();
  }

  private Play refused(int status, Header... headers) {
    return play.hears(
        new SessionInput.InviteResponse(
            Cast.response(play.state, status, Cast.CALLEE_TAG, "", headers)));
  }

  private SessionAction.Send sent() {
    assertThat(play.sent()).containsExactly("INVITE");
    return play.now(SessionAction.Send.class).getFirst();
  }

  private static Header contacts(String value) {
    return new Header("Contact", value);
  }

  @Test
  void aRedirectionIsFollowedBestFirstInTheSameCall() {
    calling();
    SessionAction.Send first = play.now(SessionAction.Send.class).getFirst();
    refused(302, contacts("<sip:late@192.0.2.9>;q=0.2, \"A, B\" <sip:soon@192.0.2.8;x=1>;q=0.8"));

    SessionAction.Send again = sent();
    assertThat(again.dialog().remoteTarget()).isEqualTo("sip:soon@192.0.2.8;x=1");
    assertThat(again.dialog().callId()).isEqualTo(first.dialog().callId());
    assertThat(again.dialog().localTag()).isEqualTo(first.dialog().localTag());
    assertThat(again.dialog().remoteUri()).isEqualTo("sip:bob@192.0.2.7");
    assertThat(again.dialog().remoteTag()).isEmpty();
    assertThat(again.cseq()).isEqualTo(2);
    assertThat(again.request()).isNotEqualTo(first.request());

    refused(404);
    assertThat(sent().dialog().remoteTarget()).isEqualTo("sip:late@192.0.2.9");
    refused(503);
    assertThat(play.state.state()).isEqualTo("Failed");
    assertThat(play.state.end().status()).isEqualTo(503);
  }

  @Test
  void aLoopOfRedirectionsEnds() {
    calling();
    refused(302, contacts("<sip:a@192.0.2.8>"));
    refused(302, contacts("<sip:bob@192.0.2.7>, <sip:a@192.0.2.8>"));

    assertThat(play.state.state()).isEqualTo("Failed");
    assertThat(play.state.end().status()).isEqualTo(302);
  }

  @Test
  void notMoreThanFiveRedirectionsAreFollowed() {
    calling();
    for (int i = 0; i < 5; i++) {
      refused(302, contacts("<sip:a" + i + "@192.0.2.8>"));
      assertThat(sent().dialog().remoteTarget()).isEqualTo("sip:a" + i + "@192.0.2.8");
    }
    refused(302, contacts("<sip:last@192.0.2.8>"));

    assertThat(play.sent()).isEmpty();
    assertThat(play.state.state()).isEqualTo("Failed");
  }

  @Test
  void whoIsBusyEverywhereIsNotTriedElsewhere() {
    calling();
    refused(302, contacts("<sip:a@192.0.2.8>, <sip:b@192.0.2.8>"));
    refused(603);

    assertThat(play.state.state()).isEqualTo("Failed");
  }

  @Test
  void aLongerSessionIntervalIsOfferedWhenThePeerAsksForIt() {
    calling();
    refused(422, new Header("Min-SE", "3600"));

    assertThat(sent().headers())
        .contains(new Header("Session-Expires", "3600"), new Header("Min-SE", "3600"));

    refused(422, new Header("Min-SE", "3600"));
    assertThat(play.state.state()).isEqualTo("Failed");
  }

  private static Header credentials(String realm, String text) {
    return new Header("Proxy-Authorization", "Digest realm=\"" + realm + "\", " + text);
  }

  @Test
  void aChallengeIsAnsweredWithWhatTheEdgeKnows() {
    calling();
    refused(407, credentials("one", "a"));
    assertThat(sent().headers()).contains(credentials("one", "a"));
    refused(407, credentials("two", "b"));
    assertThat(sent().headers()).contains(credentials("one", "a"), credentials("two", "b"));
    refused(407, credentials("one", "c"));

    assertThat(sent().headers())
        .contains(credentials("one", "c"), credentials("two", "b"))
        .doesNotContain(credentials("one", "a"));
    assertThat(sent().cseq()).isEqualTo(4);
  }

  @Test
  void aChallengeNobodyCanAnswerEndsTheCall() {
    calling();
    refused(401);

    assertThat(play.state.state()).isEqualTo("Failed");
    assertThat(play.state.end().status()).isEqualTo(401);
  }

  @Test
  void whoChallengesForeverIsGivenUp() {
    calling();
    for (int i = 0; i < 4; i++) {
      refused(407, credentials("one", "" + i));
      assertThat(play.sent()).containsExactly("INVITE");
    }
    refused(407, credentials("one", "last"));

    assertThat(play.state.state()).isEqualTo("Failed");
  }

  @Test
  void aChallengedByeIsSentOnceMore() {
    calling();
    play.answered(200, Cast.sdp());
    play.hears(new SessionInput.HangUp(Cast.BORED));
    var answer = List.of(credentials("one", "a"));
    play.hears(new SessionInput.ByeChallenged(answer));

    SessionAction.Send bye = play.now(SessionAction.Send.class).getFirst();
    assertThat(bye.method()).isEqualTo("BYE");
    assertThat(bye.cseq()).isEqualTo(3);
    assertThat(bye.headers()).startsWith(answer.getFirst()).hasSize(2);
    assertThat(bye.headers().getLast().name()).isEqualTo("Reason");
    play.hears(new SessionInput.ByeDone());
    assertThat(play.isOver()).isTrue();
  }

  @Test
  void theAnswerToAnEarlierInviteIsNothing() {
    calling();
    var late = Cast.response(play.state, 486, Cast.CALLEE_TAG, "");
    refused(302, contacts("<sip:a@192.0.2.8>"));
    play.hears(new SessionInput.InviteResponse(late));

    assertThat(play.state.state()).isEqualTo("Initiating");
  }

  @Test
  void theSecondInviteIsCancelledAndAcknowledgedByItsOwnNumber() {
    calling();
    refused(302, contacts("<sip:a@192.0.2.8>"));
    String key = sent().request();
    play.answered(200, Cast.sdp());
    assertThat(play.now(SessionAction.Acknowledge.class).getFirst().cseq()).isEqualTo(2);
    play.hears(new SessionInput.HangUp(Cast.BORED));
    assertThat(play.now(SessionAction.Send.class).getFirst().cseq()).isEqualTo(3);

    var other = new Play().made(null).legOpened();
    other.hears(
        new SessionInput.InviteResponse(
            Cast.response(other.state, 302, "", "", contacts("<sip:a@192.0.2.8>"))));
    other.hears(new SessionInput.HangUp(Cast.BORED));
    assertThat(other.now(SessionAction.Cancel.class).getFirst().request()).isEqualTo(key);
  }

  @Test
  void anotherNodeGoesOnWithTheSecondInvite() {
    calling();
    refused(302, contacts("<sip:a@192.0.2.8>, <sip:b@192.0.2.8>"));

    SessionState again = play.recovered();
    assertThat(again.theDialog().inviteCseq()).isEqualTo(2);
    assertThat(again.theDialog().dialog().remoteTarget()).isEqualTo("sip:a@192.0.2.8");
    assertThat(again.extensions().attempts().untried()).isEqualTo(List.of("sip:b@192.0.2.8"));
  }
}
