package dev.tandem.session.core;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.EndCause.By;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.Verdict;

/// Why a call ends, as far as the input that ends it tells. The only place where refusals become
/// SIP statuses (RFC 3261 §21).
final class Causes {
  /// How a call ends that another one has taken the place of.
  static final String REPLACED = "Replaced by another call";

  private Causes() {}

  static EndCause of(SessionState state, SessionInput input) {
    return switch (input) {
      case SessionInput.Request(var request, _) -> remote(request);
      case SessionInput.Cancelled(var reason) ->
          new EndCause(By.REMOTE, 487, reason == null ? "Cancelled by the caller" : reason);
      case SessionInput.InviteResponse(var response) ->
          answer(response.status(), response.reason());
      case SessionInput.InviteUnanswered(var failure) -> unanswered(failure);
      case SessionInput.Decided(var verdict) -> decided(verdict);
      case SessionInput.HangUp(var cause) -> cause;
      case SessionInput.LegFailed(_, var error, var detail) ->
          new EndCause(By.SYSTEM, statusOf(error), detail);
      case SessionInput.PeerFails(_, int status, var reason, _) ->
          ofAll(state, new EndCause(By.BRIDGE, status, reason));
      case SessionInput.BridgeRefuses(_, var error, var detail) ->
          new EndCause(By.BRIDGE, statusOf(error), detail);
      case SessionInput.BridgeEnds(_, _, var reason) -> new EndCause(By.BRIDGE, 200, reason);
      case SessionInput.Timeout(var timer) -> ofAll(state, timeout(timer));
      case SessionInput.Invite _ -> new EndCause(By.SYSTEM, 488, "Nothing usable was offered");
      case SessionInput.ReinviteResponse(_, var response) ->
          new EndCause(
              By.SYSTEM,
              response.status() < 300 ? 488 : response.status(),
              "The peer did not follow the call: " + response.status() + " " + response.reason());
      case SessionInput.ReinviteUnanswered(_, var failure) -> unanswered(failure);
      case SessionInput.LeaveMedia(var node, _) -> noMedia("Media node " + node + " is gone");
      case SessionInput.MoveLeg(_, var node, _) -> noMedia("Media node " + node + " was no use");
      case SessionInput.LeaveEdge(var edge) ->
          new EndCause(By.SYSTEM, 503, "Edge " + edge + " is gone");
      case SessionInput.Replace _ -> new EndCause(By.REMOTE, 200, REPLACED);
      case SessionInput.PeerAnswers _ when isMove(state) ->
          new EndCause(By.APPLICATION, 200, "Moved to another device");
      case SessionInput.Ack _,
          SessionInput.Refer _,
          SessionInput.Move _,
          SessionInput.ReferResponse _,
          SessionInput.ReferUnanswered _,
          SessionInput.TransferDecided _,
          SessionInput.TakePlace _,
          SessionInput.Relink _,
          SessionInput.Mute _,
          SessionInput.Update _,
          SessionInput.ByeDone _,
          SessionInput.ByeChallenged _,
          SessionInput.Make _,
          SessionInput.Hold _,
          SessionInput.Press _,
          SessionInput.LegOpened _,
          SessionInput.LegChanged _,
          SessionInput.PeerRings _,
          SessionInput.PeerInforms _,
          SessionInput.PeerHolds _,
          SessionInput.PeerRefers _,
          SessionInput.PeerTransfers _,
          SessionInput.PeerAnswers _,
          SessionInput.EnterBridge _ ->
          new EndCause(By.SYSTEM, 500, "Ended in state " + state.state());
    };
  }

  private static boolean isMove(SessionState state) {
    Transfer transfer = state.extensions().transfer();
    return transfer != null && transfer.isMove();
  }

  /// RFC 3261 §21 status for a refusal.
  static int statusOf(ErrorKind error) {
    return switch (error) {
      case NOT_FOUND -> 404;
      case INVALID_STATE -> 491;
      case INVALID_URI -> 400;
      case RESOURCE_EXHAUSTED, DIFFERENT_MEDIA_NODES, DRAINING, UNAVAILABLE -> 503;
      case NOT_ACCEPTABLE -> 488;
    };
  }

  private static EndCause remote(DialogRequest request) {
    return new EndCause(By.REMOTE, 200, reason(request, "Hung up by the peer"));
  }

  /// A BYE before the answer.
  static EndCause givenUp(SessionInput.Request bye) {
    return new EndCause(By.REMOTE, 487, reason(bye.request(), "Hung up before the answer"));
  }

  private static String reason(DialogRequest request, String otherwise) {
    String said = Headers.first(request.headers(), "Reason");
    return said == null ? otherwise : said;
  }

  private static EndCause answer(int status, String reason) {
    return status >= 300
        ? new EndCause(By.REMOTE, status, reason)
        : new EndCause(By.SYSTEM, 488, "The answer offers nothing usable");
  }

  private static EndCause unanswered(Failure failure) {
    return switch (failure) {
      case TIMEOUT -> new EndCause(By.SYSTEM, 408, "No answer");
      case TRANSPORT -> new EndCause(By.SYSTEM, 503, "The next hop cannot be reached");
      case UNRESOLVED -> new EndCause(By.SYSTEM, 503, "The next hop has no address");
    };
  }

  private static EndCause decided(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Reject(int status, var reason) ->
          new EndCause(By.APPLICATION, status, reason == null ? "Rejected" : reason);
      case Verdict.ByTable(_, var then) -> decided(then);
      case Verdict.WithMedia(_, var then) -> decided(then);
      case Verdict.Redirect _ -> new EndCause(By.APPLICATION, 302, "Redirected");
      case Verdict.Accept _,
          Verdict.Defer _,
          Verdict.Progress _,
          Verdict.Forward _,
          Verdict.Ring _,
          Verdict.Join _ ->
          new EndCause(By.SYSTEM, 488, "Nothing usable was offered");
    };
  }

  private static EndCause noMedia(String what) {
    return new EndCause(By.SYSTEM, 503, what);
  }

  /// Where several phones were called, none is more right than the others.
  private static EndCause ofAll(SessionState state, EndCause last) {
    Fork fork = ForkPlan.undecided(state);
    return fork == null ? last : fork.best(last);
  }

  static EndCause timeout(SessionTimer timer) {
    return switch (timer) {
      case RINGING -> new EndCause(By.SYSTEM, 480, "Not answered in time");
      case ACK -> new EndCause(By.SYSTEM, 408, "The answer was never acknowledged");
      case SESSION -> new EndCause(By.SYSTEM, 200, "The call reached its greatest age");
      case PRACK -> new EndCause(By.SYSTEM, 504, "The ringing was never acknowledged");
      case REFRESH -> new EndCause(By.SYSTEM, 408, "The peer did not refresh the call");
      case CLEANUP -> new EndCause(By.SYSTEM, 408, "The peer did not answer the end of the call");
      case TRANSFER -> new EndCause(By.SYSTEM, 200, "Transferred");
      case RETRY -> noMedia("The call could not be moved");
      case MEDIA -> new EndCause(By.SYSTEM, 503, "The media node did not answer");
    };
  }
}
