package dev.tandem.session.core;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/// Everything that can happen to a session in a given situation, sensible or not.
@NullUnmarked
final class Inputs {
  private static final List<String> METHODS =
      List.of("BYE", "INFO", "OPTIONS", "PRACK", "REFER", "NOTIFY", "MESSAGE", "SUBSCRIBE");
  private static final int[] STATUSES = {100, 180, 183, 302, 404, 486, 487, 503, 603};

  private Inputs() {}

  static List<SessionInput> possible(Play play) {
    List<SessionInput> all = new ArrayList<>();
    for (String body : List.of(Cast.sdp(), "", Cast.ONLY_G729, Cast.NO_SDP_AT_ALL)) {
      all.add(new SessionInput.Invite(Cast.invitation(body), Cast.INVITE));
      all.add(play.request("INVITE", body));
      all.add(play.request("UPDATE", body));
      all.add(new SessionInput.Ack(10, body));
      all.add(
          new SessionInput.InviteResponse(Cast.response(play.state, 200, Cast.CALLEE_TAG, body)));
      all.add(new SessionInput.InviteResponse(Cast.response(play.state, 200, "other-tag", body)));
    }
    all.add(new SessionInput.InviteResponse(Cast.response(play.state, 200, Cast.CALLER_TAG, "")));
    var wish = play.state.call() == null ? null : play.state.call().plan();
    if (wish != null && wish.forwardedFor() == null) { // else there are too many situations
      all.add(
          new SessionInput.InviteResponse(
              Cast.response(play.state, 200, Cast.CALLEE_TAG, Cast.sdp(), Cast.REFRESHER)));
      all.add(
          new SessionInput.InviteResponse(
              Cast.response(play.state, 183, Cast.CALLEE_TAG, Cast.sdp())));
      all.add(
          new SessionInput.InviteResponse(
              Cast.response(play.state, 302, Cast.CALLEE_TAG, "", Cast.TWO_CONTACTS)));
    }
    METHODS.forEach(method -> all.add(play.request(method, "")));
    for (int status : STATUSES) {
      all.add(
          new SessionInput.InviteResponse(Cast.response(play.state, status, Cast.CALLEE_TAG, "")));
    }
    all.add(new SessionInput.Make(Cast.plan(null)));
    all.add(new SessionInput.Make(Cast.plan(Cast.B)));
    all.add(new SessionInput.Cancelled(null));
    for (Failure failure : Failure.values()) {
      all.add(new SessionInput.InviteUnanswered(failure));
    }
    all.add(new SessionInput.ByeDone());
    all.add(Cast.info(play.state, "application/dtmf-relay", "Signal=5\r\nDuration=200\r\n"));
    all.add(new SessionInput.HangUp(Cast.BORED));
    var renewal = play.state.renewal();
    boolean calm = !renewal.replacing() && renewal.tries() == 0;
    if (calm) { // likewise
      all.add(new SessionInput.Hold(true));
      all.add(new SessionInput.Hold(false));
    }
    verdicts().forEach(it -> all.add(new SessionInput.Decided(it)));
    media(play, all);
    links(play, all);
    renewal(play, all);
    for (SessionTimer timer : SessionTimer.values()) {
      if (calm || timer != SessionTimer.REFRESH) {
        all.add(new SessionInput.Timeout(timer));
      }
    }
    return all;
  }

  static List<Verdict> verdicts() {
    return List.of(
        new Verdict.Accept(Treatment.ECHO),
        new Verdict.Reject(486, null),
        new Verdict.Defer(),
        new Verdict.Forward("sip:bob@192.0.2.7"),
        new Verdict.Redirect(List.of("sip:bob@192.0.2.8")),
        new Verdict.Join(Cast.ROOM, "red"));
  }

  private static void media(Play play, List<SessionInput> all) {
    LegId stale = LegId.of(Cast.A, 99);
    for (LegId leg : List.of(play.leg(), stale)) {
      all.add(new SessionInput.LegOpened(leg, Cast.MEDIA_NODE, "10.0.0.9", 20_000));
      all.add(new SessionInput.LegChanged(leg));
      all.add(new SessionInput.LegFailed(leg, ErrorKind.RESOURCE_EXHAUSTED, "no ports"));
    }
  }

  private static void renewal(Play play, List<SessionInput> all) {
    var out = play.state.renewal().out();
    long cseq = out == null ? 99 : out.cseq();
    for (String body : List.of(Cast.sdp(), "")) {
      all.add(new SessionInput.ReinviteResponse(cseq, Cast.response(200, "", body)));
    }
    for (int status : new int[] {481, 491, 503}) {
      all.add(new SessionInput.ReinviteResponse(cseq, Cast.response(status, "", "")));
    }
    for (Failure failure : Failure.values()) {
      all.add(new SessionInput.ReinviteUnanswered(cseq, failure));
    }
    for (boolean lost : new boolean[] {true, false}) {
      all.add(new SessionInput.LeaveMedia(Cast.MEDIA_NODE, lost));
      all.add(new SessionInput.MoveLeg(Cast.BRIDGE, Cast.OTHER_MEDIA_NODE, lost));
    }
    all.add(new SessionInput.LeaveEdge(Cast.EDGE));
    all.add(new SessionInput.LeaveEdge(Cast.OTHER_EDGE));
  }

  private static void links(Play play, List<SessionInput> all) {
    all.add(new SessionInput.PeerRings(Cast.B, 180));
    all.add(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMA"));
    all.add(new SessionInput.PeerFails(Cast.B, 486, "Busy Here"));
    var bridge = play.state.links().bridge();
    for (var id : bridge == null ? List.of(Cast.ROOM) : List.of(bridge, Cast.ROOM)) {
      all.add(new SessionInput.EnterBridge(id, Cast.MEDIA_NODE));
      all.add(new SessionInput.BridgeRefuses(id, ErrorKind.RESOURCE_EXHAUSTED, "full"));
      all.add(new SessionInput.BridgeEnds(id, true, "over"));
      all.add(new SessionInput.BridgeEnds(id, false, "removed"));
    }
  }
}
