package dev.tandem.session.core;

import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/// A REFER that goes from one leg of a forwarded call to the other: it is the far side that calls
/// the target, and what it tells of that goes back. Written on either leg; who wakes on another
/// node asks again, or is asked.
final class PassedTransferPlan {
  private PassedTransferPlan() {}

  // Where the REFER came from.

  /// Whether the REFER at hand is for the other leg. One that names another call of ours is not:
  /// the far ends of the two are connected by us.
  static boolean isPassed(Plan plan) {
    return plan.settings.b2bua().passRefer()
        && plan.state().links().peer() != null
        && plan.input instanceof SessionInput.Request(var request, _)
        && !ReferPlan.namesOurs(plan, request);
  }

  static boolean isUnderWay(SessionState state) {
    Transfer transfer = state.extensions().transfer();
    return transfer != null && transfer.isPassed() && !transfer.ours();
  }

  /// Whether the last transfer, of either side, goes from one leg to the other.
  static boolean isPassedOn(SessionState state) {
    Transfer transfer = state.extensions().transfer();
    return transfer != null && transfer.isPassed();
  }

  static void pass(Plan plan) {
    SessionId peer = plan.state().links().peer();
    if (peer != null && plan.input instanceof SessionInput.Request(var request, var transaction)) {
      Transfer.Asked asked = ReferPlan.asked(request, transaction);
      if (asked != null) {
        ReferPlan.begin(plan, asked, asked.target().text(), null, false, false);
        plan.act(ask(plan.state(), peer));
      }
    }
  }

  private static SessionAction ask(SessionState state, SessionId peer) {
    Transfer transfer = state.extensions().transfer();
    var dialog = state.theDialog().dialog();
    String by = transfer == null ? null : transfer.referredBy();
    return new SessionAction.TellSession(
        peer,
        new SessionCommand.PeerRefers(
            state.id(),
            transfer == null ? 0 : transfer.cseq(),
            transfer == null ? "" : transfer.target(),
            by == null ? "<" + dialog.remoteUri() + ">" : by));
  }

  /// On a node that does not know what the other leg has told.
  static @Nullable SessionAction again(SessionState state) {
    SessionId peer = state.links().peer();
    return peer == null ? null : ask(state, peer);
  }

  /// Whether it is this transfer that the other leg tells about.
  static boolean isMeant(SessionState state, SessionInput.PeerTransfers news) {
    Transfer transfer = state.extensions().transfer();
    return isUnderWay(state)
        && transfer != null
        && transfer.isFollowed()
        && transfer.cseq() == news.cseq()
        && news.peer().equals(state.links().peer());
  }

  // Where it goes to.

  static void send(Plan plan) {
    if (plan.input instanceof SessionInput.PeerRefers(var peer, long cseq, var target, var by)) {
      Transfer transfer = plan.state().extensions().transfer();
      if (transfer != null && transfer.isPassedBy(peer, cseq)) {
        plan.act(tell(plan.state(), transfer, peer)); // asked twice
      } else if (ReferTo.parse(target).isEmpty()) {
        plan.act(refuse(plan.state(), peer, cseq, 400));
      } else {
        TransferPlan.sendFor(plan, peer, cseq, target, by);
      }
    }
  }

  static void turnDown(Plan plan) {
    if (plan.input instanceof SessionInput.PeerRefers(var peer, long cseq, _, _)) {
      plan.act(refuse(plan.state(), peer, cseq, plan.state().isEstablished() ? 491 : 480));
    }
  }

  private static SessionAction refuse(SessionState state, SessionId peer, long cseq, int status) {
    return new SessionAction.TellSession(
        peer, new SessionCommand.PeerTransfers(state.id(), cseq, status));
  }

  /// How far it has come, to whom it was passed for.
  static void tellBack(Plan plan) {
    Transfer transfer = plan.state().extensions().transfer();
    if (transfer != null && transfer.ours() && transfer.by() != null) {
      plan.act(tell(plan.state(), transfer, transfer.by()));
    }
  }

  private static SessionAction tell(SessionState state, Transfer transfer, SessionId to) {
    Long cseq = transfer.passed();
    return new SessionAction.TellSession(
        to,
        new SessionCommand.PeerTransfers(
            state.id(), cseq == null ? 0 : cseq, Math.max(100, transfer.status())));
  }
}
