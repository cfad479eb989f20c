package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What holds in every state, whatever the table says.
final class DialogRules {
  private DialogRules() {}

  /// The decision when a rule settles the input; null when it is the table's turn.
  static @Nullable Decision before(
      SessionState state, SessionInput input, boolean over, Environment environment) {
    return switch (input) {
      case SessionInput.Invite(_, var transaction) ->
          state.isIdle() ? null : MessageRules.again(state, transaction, over, environment);
      case SessionInput.Request(var request, var transaction) ->
          MessageRules.request(state, request, transaction, over, environment);
      case SessionInput.InviteResponse(var response) ->
          MessageRules.response(state, response, over);
      case SessionInput.LegOpened(var leg, var node, _, _) ->
          LegRules.opened(state, leg, node, over);
      case SessionInput.LegFailed(var leg, _, _) ->
          LegRules.awaits(state, leg) || LegRules.isOurs(state, leg)
              ? afterEnd(over)
              : Decision.ignore();
      case SessionInput.LegChanged(var leg) ->
          LegRules.isOurs(state, leg) ? afterEnd(over) : Decision.ignore();
      case SessionInput.ReinviteResponse(long cseq, var response) ->
          MessageRules.reinvite(state, cseq, response, over);
      case SessionInput.ReinviteUnanswered(long cseq, _) ->
          MessageRules.isOut(state, cseq) ? null : Decision.ignore();
      case SessionInput.LeaveMedia(var node, boolean lost) ->
          isLive(state, over) && LegRules.isOn(state, node, lost) ? null : Decision.ignore();
      case SessionInput.MoveLeg(var bridge, var node, _) ->
          isLive(state, over) && LegRules.goesTo(state, bridge, node) ? null : Decision.ignore();
      case SessionInput.LeaveEdge(var edge) -> leaveEdge(state, edge, over, environment);
      case SessionInput.ByeChallenged(var credentials) ->
          MessageRules.byeAgain(state, credentials, over);
      case SessionInput.Make(var plan) ->
          state.isIdle() ? null : LinkPlan.tellCallerAgain(state, plan, over);
      case SessionInput.Decided _,
          SessionInput.Hold _,
          SessionInput.Update _,
          SessionInput.Press _ ->
          known(state, over);
      case SessionInput.Refer _, SessionInput.Move _ -> refer(state, over);
      case SessionInput.Replace(var dialog, _, var informs) ->
          over || state.isIdle() ? noPlace(state, dialog, informs) : null;
      case SessionInput.TakePlace(var of, var peer, var bridge) ->
          over || state.isIdle() || state.end() != null ? passOn(of, peer, bridge) : null;
      case SessionInput.Relink(var from, var to) ->
          over || state.isIdle() ? Decision.ignore() : PlacePlan.relink(state, from, to);
      case SessionInput.Mute(var which, boolean on) -> {
        Decision refusal = known(state, over || state.end() != null);
        yield refusal == null ? MutePlan.mute(state, which, on) : refusal;
      }
      case SessionInput.HangUp _ -> over ? Decision.ignore() : known(state, false);
      case SessionInput.EnterBridge(var bridge, _) ->
          over || state.isIdle() ? turnDown(state, bridge) : null;
      case SessionInput.BridgeRefuses(var bridge, _, _) ->
          bridge.equals(state.links().bridge()) ? afterEnd(over) : Decision.ignore();
      case SessionInput.BridgeEnds(var bridge, _, _) ->
          bridge.equals(state.links().bridge()) ? afterEnd(over) : Decision.ignore();
      case SessionInput.Ack _,
          SessionInput.Cancelled _,
          SessionInput.InviteUnanswered _,
          SessionInput.ByeDone _,
          SessionInput.ReferResponse _,
          SessionInput.ReferUnanswered _,
          SessionInput.TransferDecided _,
          SessionInput.PeerInforms _,
          SessionInput.Timeout _ ->
          state.isIdle() ? Decision.ignore() : afterEnd(over);
      case SessionInput.PeerRefers refers -> refers(state, refers, over);
      case SessionInput.PeerTransfers news ->
          over || !PassedTransferPlan.isMeant(state, news) ? Decision.ignore() : null;
      case SessionInput.PeerHolds(var peer, _) ->
          over || !mayHold(state, peer) ? Decision.ignore() : null;
      case SessionInput.PeerRings(var peer, _, _, _) -> fromPeer(state, input, peer, over);
      case SessionInput.PeerAnswers(var peer, _, _) -> fromPeer(state, input, peer, over);
      case SessionInput.PeerFails(var peer, _, _, _) -> fromPeer(state, input, peer, over);
    };
  }

  private static @Nullable Decision fromPeer(
      SessionState state, SessionInput input, SessionId peer, boolean over) {
    if (state.isIdle()) {
      return Decision.ignore();
    }
    Decision late = ForkPlan.before(state, input, peer);
    if (late != null) {
      return late;
    }
    return isStranger(state, input, peer) ? Decision.ignore() : afterEnd(over);
  }

  /// Nobody is left who could be transferred.
  private static @Nullable Decision refers(
      SessionState state, SessionInput.PeerRefers refers, boolean over) {
    boolean known = refers.peer().equals(state.links().peer());
    return known && !over && state.end() == null
        ? null
        : new Decision(
            List.of(),
            List.of(
                new SessionAction.TellSession(
                    refers.peer(),
                    new SessionCommand.PeerTransfers(state.id(), refers.cseq(), 480))),
            null);
  }

  /// The other leg, or the session itself when that one is gone.
  private static boolean mayHold(SessionState state, SessionId peer) {
    return !state.isIdle() && (peer.equals(state.links().peer()) || peer.equals(state.id()));
  }

  static @Nullable Decision afterEnd(boolean over) {
    return over ? Decision.ignore() : null;
  }

  /// What it says concerns another call: this one has been linked anew since.
  private static boolean isStranger(SessionState state, SessionInput input, SessionId peer) {
    SessionId own = state.links().peer();
    Transfer transfer = state.extensions().transfer();
    boolean target = transfer != null && peer.equals(transfer.by());
    boolean ends = input instanceof SessionInput.PeerFails;
    return ends && own != null && !own.equals(peer) && !target;
  }

  /// Asked again because the answer was lost, a call that has been replaced says so.
  private static Decision noPlace(SessionState state, Replaces dialog, SessionId informs) {
    EndCause end = state.end();
    SessionCommand answer =
        end != null && end.reason().equals(Causes.REPLACED)
            ? new SessionCommand.PeerAnswers(state.id(), "", null)
            : PlacePlan.turnedDown(state, dialog);
    return new Decision(List.of(), List.of(new SessionAction.TellSession(informs, answer)), null);
  }

  /// Who was to take a place has ended meanwhile: whoever is there is alone.
  private static Decision passOn(
      SessionId of, @Nullable SessionId peer, @Nullable BridgeId bridge) {
    List<SessionAction> actions = new ArrayList<>(2);
    if (bridge != null) {
      actions.add(
          new SessionAction.TellBridge(
              bridge, new BridgeCommand.Leave(of, "the call it was given to has ended")));
    }
    if (peer != null) {
      actions.add(
          new SessionAction.TellSession(
              peer, new SessionCommand.PeerFails(of, 480, "the transferred call has ended", null)));
    }
    return new Decision(List.of(), List.copyOf(actions), null);
  }

  private static @Nullable Decision refer(SessionState state, boolean over) {
    Transfer transfer = state.extensions().transfer();
    return !over && transfer != null && transfer.isPending()
        ? Decision.refuse(
            ErrorKind.INVALID_STATE, "a transfer of session " + state.id() + " is open already")
        : known(state, over);
  }

  private static @Nullable Decision known(SessionState state, boolean over) {
    if (state.isIdle()) {
      return Decision.refuse(ErrorKind.NOT_FOUND, "there is no session " + state.id());
    }
    return over
        ? Decision.refuse(ErrorKind.NOT_FOUND, "session " + state.id() + " has ended")
        : null;
  }

  /// A bridge that counts on a session which has ended would count on it for good.
  private static Decision turnDown(SessionState state, BridgeId bridge) {
    var leave = new BridgeCommand.Leave(state.id(), "the session has ended");
    return new Decision(List.of(), List.of(new SessionAction.TellBridge(bridge, leave)), null);
  }

  static boolean isLive(SessionState state, boolean over) {
    return !over && !state.isIdle() && state.end() == null;
  }

  private static @Nullable Decision leaveEdge(
      SessionState state, String edge, boolean over, Environment environment) {
    CallDialog dialog = state.dialog();
    Renewal.Out out = state.renewal().out();
    boolean ours =
        dialog != null && (edge.equals(dialog.edge()) || (out != null && edge.equals(out.edge())));
    String next = environment.edge();
    if (!ours || over || state.end() != null || next == null || next.equals(edge)) {
      return Decision.ignore();
    }
    boolean setUp = state.call() != null && state.call().answered() == null;
    if (setUp && environment.isUp(edge)) {
      return Decision.ignore(); // it goes on with what it has begun
    }
    return null;
  }
}
