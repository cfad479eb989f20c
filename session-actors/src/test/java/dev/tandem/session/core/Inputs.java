package dev.tandem.session.core;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;

/// Everything that can happen to a session in a given situation, sensible or not.
@NullUnmarked
final class Inputs {
  private static final List<String> METHODS =
      List.of("BYE", "INFO", "OPTIONS", "PRACK", "REFER", "NOTIFY", "MESSAGE", "SUBSCRIBE");
  private static final int[] STATUSES = {100, 180, 183, 302, 404, 486, 487, 503, 603};

  private static final Verdict TWO_THEN_ONE =
      new Verdict.Ring(
          List.of(List.of("sip:bob@192.0.2.7", "sip:bob@192.0.2.8"), List.of("sip:bob@192.0.2.9")),
          null);

  private Inputs() {}

  static List<SessionInput> possible(Play play) {
    return isTransferring(play) ? whileTransferring(play) : any(play);
  }

  private static boolean isTransferring(Play play) {
    return play.timers.contains(SessionTimer.TRANSFER) || play.state.extensions().asked() != null;
  }

  /// With all the rest there would be too many situations.
  private static List<SessionInput> whileTransferring(Play play) {
    List<SessionInput> all = new ArrayList<>();
    transfer(play, all);
    all.add(new SessionInput.PeerRings(Cast.B, 180, null, null));
    all.add(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMA"));
    all.add(new SessionInput.PeerFails(Cast.B, 486, "Busy Here", List.of()));
    var peer = play.state.links().peer();
    if (peer != null) {
      passed(play, peer, all);
      all.add(new SessionInput.PeerFails(peer, 200, "gone", List.of()));
    }
    var bridge = play.state.links().bridge();
    if (bridge != null) {
      all.add(new SessionInput.BridgeEnds(bridge, true, "over"));
      all.add(new SessionInput.BridgeEnds(bridge, false, "removed"));
    }
    all.add(play.request("BYE", ""));
    all.add(play.request("OPTIONS", ""));
    all.add(new SessionInput.HangUp(Cast.BORED));
    all.add(new SessionInput.ByeDone());
    all.add(new SessionInput.LegChanged(play.leg()));
    play.timers.forEach(timer -> all.add(new SessionInput.Timeout(timer)));
    return all;
  }

  private static void passed(Play play, SessionId peer, List<SessionInput> all) {
    Transfer transfer = play.state.extensions().transfer();
    long cseq = transfer == null ? 1 : transfer.cseq();
    for (int status : new int[] {180, 200, 486}) {
      all.add(new SessionInput.PeerTransfers(peer, cseq, status));
    }
    all.add(new SessionInput.PeerRefers(peer, 1, "<sip:carol@192.0.2.9>", "<sip:x@y>"));
  }

  private static List<SessionInput> any(Play play) {
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
      if (play.state.media().hold().equals(Hold.NONE)) {
        all.add(new SessionInput.Mute(Muting.OUT, true));
      }
      if (play.state.media().hold().equals(Hold.NONE)
          && play.state.media().muting() == Muting.NONE
          && play.state.media().wish().equals(MediaWish.NONE)
          && play.state.links().equals(Links.NONE)
          && play.state.extensions().equals(Extensions.NONE)) {
        all.add(new SessionInput.Update(null, MediaDirection.SENDONLY));
      }
      all.add(new SessionInput.Hold(true));
      all.add(new SessionInput.Hold(false));
      all.add(new SessionInput.Press('5', Duration.ofMillis(160)));
    }
    if (calm) {
      all.add(new SessionInput.PeerHolds(Cast.B, true));
      all.add(new SessionInput.PeerHolds(Cast.B, false));
    }
    verdicts().forEach(it -> all.add(new SessionInput.Decided(it)));
    media(play, all);
    links(play, all);
    renewal(play, all);
    transfer(play, all);
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
        new Verdict.Progress(Treatment.ECHO),
        new Verdict.Forward("sip:bob@192.0.2.7"),
        TWO_THEN_ONE,
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

  private static final Set<SessionTimer> SEDATE =
      Set.of(
          SessionTimer.SESSION, SessionTimer.TRANSFER, SessionTimer.RINGING, SessionTimer.CLEANUP);

  private static void transfer(Play play, List<SessionInput> all) {
    SessionState state = play.state;
    boolean still =
        state.renewal().equals(Renewal.NONE)
            && state.media().hold().equals(Hold.NONE)
            && state.extensions().refresh().equals(Extensions.Refresh.NONE)
            && state.extensions().attempts().equals(Extensions.Attempts.NONE)
            && SEDATE.containsAll(play.timers);
    if (state.isIdle()) {
      for (String tag : List.of(Cast.B + "-mac", "forged")) {
        var wish = new Header("Replaces", "call-9;from-tag=x;to-tag=" + tag);
        all.add(new SessionInput.Invite(Cast.invitation(Cast.sdp(), List.of(), wish), Cast.INVITE));
      }
    }
    all.add(new SessionInput.TransferDecided(1, new TransferVerdict.Follow("sip:carol@192.0.2.9")));
    var asked = state.extensions().asked();
    if (asked != null) {
      var follow = new TransferVerdict.Follow("sip:carol@192.0.2.9");
      all.add(new SessionInput.TransferDecided(asked.cseq(), follow));
      all.add(new SessionInput.TransferDecided(asked.cseq(), new TransferVerdict.Refuse(603)));
    }
    if (still && state.extensions().reliable().equals(Extensions.Reliable.NONE)) {
      all.add(Cast.refer(state, "<sip:carol@192.0.2.9>"));
      all.add(Cast.refer(state, "<tel:110>"));
      all.add(new SessionInput.Refer(new ReferTo("sip:carol@192.0.2.9", null)));
      var peer = state.links().peer();
      if (peer != null) {
        all.add(new SessionInput.PeerRefers(peer, 1, "<sip:carol@192.0.2.9>", "<sip:x@y>"));
      }
      all.add(new SessionInput.Move(List.of("sip:carol@192.0.2.9")));
      all.add(Cast.notify(state, 180));
      all.add(Cast.notify(state, 200));
      all.add(Cast.notify(state, 486));
      all.add(new SessionInput.ReferResponse(Cast.response(202, Cast.CALLER_TAG, "")));
      all.add(new SessionInput.ReferResponse(Cast.response(603, Cast.CALLER_TAG, "")));
      all.add(new SessionInput.ReferUnanswered(Failure.TIMEOUT));
      var dialog = state.dialog();
      String tag = dialog == null ? "?" : dialog.dialog().remoteTag();
      String call = dialog == null ? "?" : dialog.dialog().callId();
      for (String from : List.of(tag, "other")) {
        var wish = new Replaces(call, Cast.A + "-mac", from, false);
        all.add(new SessionInput.Replace(wish, Cast.C, Cast.B));
      }
      if (isTransferring(play) || state.state().equals("Joining")) {
        all.add(new SessionInput.TakePlace(Cast.C, Cast.B, Cast.BRIDGE));
      }
      all.add(new SessionInput.Relink(Cast.B, Cast.C));
    }
  }

  private static void links(Play play, List<SessionInput> all) {
    all.add(new SessionInput.PeerRings(Cast.B, 180, null, null));
    if (play.state.renewal().tries() == 0) { // else there are too many situations
      all.add(new SessionInput.PeerRings(Cast.B, 183, null, null));
      all.add(new SessionInput.PeerRings(Cast.B, 183, Cast.MEDIA_NODE, "PCMA"));
    }
    all.add(new SessionInput.PeerInforms(Cast.B, "text/plain", "hello", List.of()));
    all.add(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMA"));
    all.add(new SessionInput.PeerFails(Cast.B, 486, "Busy Here", List.of()));
    Fork fork = play.state.links().fork();
    if (fork != null) {
      for (Fork.Branch branch : fork.branches()) {
        all.add(new SessionInput.PeerRings(branch.session(), 180, null, null));
        all.add(new SessionInput.PeerAnswers(branch.session(), Cast.MEDIA_NODE, "PCMU"));
        all.add(new SessionInput.PeerFails(branch.session(), 480, "Not there", List.of()));
        all.add(new SessionInput.PeerFails(branch.session(), 603, "Decline", List.of()));
      }
    }
    var bridge = play.state.links().bridge();
    for (var id : bridge == null ? List.of(Cast.ROOM) : List.of(bridge, Cast.ROOM)) {
      all.add(new SessionInput.EnterBridge(id, Cast.MEDIA_NODE));
      all.add(new SessionInput.BridgeRefuses(id, ErrorKind.RESOURCE_EXHAUSTED, "full"));
      all.add(new SessionInput.BridgeEnds(id, true, "over"));
      all.add(new SessionInput.BridgeEnds(id, false, "removed"));
    }
  }
}
