package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// The session timer (RFC 4028), both refreshers, both methods.
@NullUnmarked
class RefreshTest {
  private static final Header UPDATES = new Header("Allow", "INVITE, ACK, UPDATE");
  private final Play play = new Play();

  private Play invited(List<String> supported, Header... headers) {
    var invitation = Cast.invitation(Cast.sdp(), supported, headers);
    return play.hears(new SessionInput.Invite(invitation, Cast.INVITE));
  }

  private List<Header> accepted() {
    play.decided(new Verdict.Accept(Treatment.ECHO)).legOpened();
    List<Header> headers = play.now(SessionAction.Respond.class).getFirst().headers();
    play.acked("");
    return headers;
  }

  private static Header expires(String value) {
    return new Header("Session-Expires", value);
  }

  private Duration timer() {
    return play.did(SessionAction.StartTimer.class).stream()
        .filter(it -> it.timer() == SessionTimer.REFRESH)
        .map(SessionAction.StartTimer::after)
        .reduce((_, last) -> last)
        .orElse(null);
  }

  private SessionAction.Send sent() {
    return play.now(SessionAction.Send.class).getFirst();
  }

  private Play calling(Header... headers) {
    play.made(null).legOpened();
    play.hears(
        new SessionInput.InviteResponse(
            Cast.response(play.state, 200, Cast.CALLEE_TAG, Cast.sdp(), headers)));
    return play;
  }

  private Play answered(String method, int status, String body, Header... headers) {
    DialogResponse plain = Cast.response(play.state, status, Cast.CALLEE_TAG, body, headers);
    long cseq = play.state.renewal().out().cseq();
    var response =
        new DialogResponse(
            method,
            cseq,
            status,
            "Because",
            plain.remoteTag(),
            plain.contact(),
            List.of(),
            plain.source(),
            plain.contentType(),
            body,
            plain.headers());
    return play.hears(new SessionInput.ReinviteResponse(cseq, response));
  }

  @Test
  void aCallerThatWantsATimerRefreshesItself() {
    invited(List.of("timer"), expires("600"));

    assertThat(accepted())
        .containsExactly(expires("600;refresher=uac"), new Header("Require", "timer"));
    assertThat(timer()).isEqualTo(Duration.ofSeconds(600 - 32));

    play.timeout(SessionTimer.REFRESH);
    assertThat(play.sent()).containsExactly("BYE");
    assertThat(play.state.end().status()).isEqualTo(408);
  }

  @Test
  void weRefreshForACallerThatAsksUsTo() {
    invited(List.of("timer"), expires("600;refresher=uas"));

    assertThat(accepted()).containsExactly(expires("600;refresher=uas"));
    assertThat(timer()).isEqualTo(Duration.ofSeconds(300));

    play.timeout(SessionTimer.REFRESH);
    assertThat(play.sent()).containsExactly("UPDATE");
    assertThat(sent().body()).isEmpty();
    assertThat(sent().headers()).contains(expires("600;refresher=uac"));

    answered("UPDATE", 200, "", expires("600;refresher=uac"));
    assertThat(play.now(SessionAction.Acknowledge.class)).isEmpty();
    assertThat(play.state.state()).isEqualTo("Active");
    assertThat(timer()).isEqualTo(Duration.ofSeconds(300));
    assertThat(play.state.extensions().refresh().due()).isFalse();
  }

  @Test
  void aProxyThatAsksForACallerWithoutTimersHasUsRefresh() {
    invited(List.of(), expires("600"));

    assertThat(accepted()).containsExactly(expires("600;refresher=uas"));
  }

  @Test
  void whoAsksForNothingGetsNothing() {
    invited(List.of("timer"));

    assertThat(accepted()).isEmpty();
    assertThat(timer()).isNull();
  }

  @Test
  void anIntervalThatIsTooSmallIsRefused() {
    invited(List.of("timer"), expires("60"));

    assertThat(play.answers()).containsExactly(422);
    assertThat(play.now(SessionAction.Respond.class).getFirst().headers())
        .containsExactly(new Header("Min-SE", "90"));
  }

  @Test
  void longerThanWeWishIsCutDownButNotBelowTheCallersMinimum() {
    invited(List.of("timer"), expires("7200"), new Header("Min-SE", "3600"));

    assertThat(accepted().getFirst()).isEqualTo(expires("3600;refresher=uac"));
  }

  @Test
  void ourCallAsksForATimerAndRefreshesByReInviteAPeerWithoutUpdate() {
    calling(expires("1800;refresher=uac"));
    assertThat(play.did(SessionAction.Send.class).getFirst().headers()).contains(expires("1800"));
    assertThat(timer()).isEqualTo(Duration.ofSeconds(900));

    play.timeout(SessionTimer.REFRESH);
    assertThat(play.sent()).containsExactly("INVITE");
    assertThat(sent().body()).isEqualTo(play.state.media().localSdp());
    answered("INVITE", 200, Cast.sdp());

    assertThat(play.now(SessionAction.Acknowledge.class)).hasSize(1);
    assertThat(timer()).isEqualTo(Duration.ofSeconds(900));
  }

  @Test
  void aPeerThatRefusesUpdateIsRefreshedByReInvite() {
    calling(expires("1800;refresher=uac"), UPDATES);
    play.timeout(SessionTimer.REFRESH);
    assertThat(play.sent()).containsExactly("UPDATE");
    answered("UPDATE", 501, "");

    play.timeout(SessionTimer.RETRY);

    assertThat(play.sent()).containsExactly("INVITE");
  }

  @Test
  void aPeerThatDoesNotKnowTheCallAnyMoreEndsIt() {
    calling(expires("1800;refresher=uac"), UPDATES);
    play.timeout(SessionTimer.REFRESH);
    answered("UPDATE", 481, "");

    assertThat(play.state.state()).isEqualTo("Terminating");
  }

  @Test
  void thePeersRefreshIsAnsweredAndStartsTheTimerAnew() {
    invited(List.of("timer"), expires("600"));
    accepted();
    play.actions.clear();
    var plain = (SessionInput.Request) play.request("UPDATE", "");
    var request = plain.request();
    play.hears(
        new SessionInput.Request(
            new DialogRequest(
                "UPDATE",
                request.callId(),
                request.remoteTag(),
                request.cseq(),
                request.contact(),
                request.source(),
                null,
                "",
                List.of(new Header("Supported", "timer"), expires("600;refresher=uac"))),
            plain.transaction()));

    assertThat(play.answers()).containsExactly(200);
    var answer = play.now(SessionAction.Respond.class).getFirst();
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers()).contains(expires("600;refresher=uac"));
    assertThat(timer()).isEqualTo(Duration.ofSeconds(568));
  }

  @Test
  void anotherNodeRefreshesSoon() {
    calling(expires("1800;refresher=uac"));
    SessionState again = play.recovered();

    assertThat(again.extensions().refresh().ours()).isTrue();
    assertThat(play.core.recover(again, Cast.WORLD).actions())
        .anySatisfy(it ->
            assertThat(it)
                .isEqualTo(
                    new SessionAction.StartTimer(SessionTimer.REFRESH, Duration.ofSeconds(20))));
  }
}
