package dev.tandem.session.core;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.core.Extensions.Reliable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Provisional responses that are acknowledged (RFC 3262), ours and the peer's.
final class ReliablePlan {
  private static final String OPTION = "100rel";

  private ReliablePlan() {}

  // Ours.

  /// Whether a provisional response to that INVITE has to be reliable, or may and we want it.
  static boolean applies(Plan plan, int status) {
    Invitation invitation = plan.state().theCall().invitation();
    return status > 100
        && status < 200
        && invitation != null
        && (Headers.lists(invitation.headers(), "Require", OPTION)
            || (plan.settings.reliableRinging() && Headers.has(invitation.supported(), OPTION)));
  }

  /// Sends it unless the one before still waits (§3); then this one is as good as said.
  static void send(Plan plan, int status, @Nullable String reason) {
    Reliable present = plan.state().extensions().reliable();
    if (present.waits()) {
      return;
    }
    long next =
        present.sent() > 0
            ? present.sent() + 1
            : 1 + (long) (plan.environment.chance() * 1_000_000_000);
    plan.fact(new SessionEvent.RangReliably(plan.target(), next, status));
    var response = AnswerPlan.respond(plan.state(), status, reason, headers(next));
    plan.act(response);
    plan.act(new SessionAction.RepeatAnswer(response));
    plan.start(SessionTimer.PRACK);
  }

  private static List<Header> headers(long sequence) {
    return List.of(new Header("Require", OPTION), new Header("RSeq", Long.toString(sequence)));
  }

  /// On another node: the one that waits is sent once more, since it may never have left.
  static List<SessionAction> again(SessionState state, CoreSettings settings) {
    Reliable present = state.extensions().reliable();
    if (!present.waits()) {
      return List.of();
    }
    var response = AnswerPlan.respond(state, present.status(), null, headers(present.sent()));
    return List.of(
        response,
        new SessionAction.RepeatAnswer(response),
        new SessionAction.StartTimer(SessionTimer.PRACK, settings.ackWait()));
  }

  /// A final response says it all; the PRACK may still be on its way.
  static void stop(Plan plan) {
    if (plan.state().extensions().reliable().waits()) {
      if (!plan.repeats()) {
        plan.act(new SessionAction.StopRepeating());
      }
      plan.act(new SessionAction.StopTimer(SessionTimer.PRACK));
    }
  }

  /// An answer while a provisional response with our description waits for its PRACK has to wait
  /// too (§3); null when it has not.
  static SessionEvent.@Nullable Postponed postponed(SessionState state, SessionInput input) {
    Reliable present = state.extensions().reliable();
    boolean waits =
        present.status() == 183
            && present.described()
            && state.theCall().answered() == null
            && state.end() == null;
    if (!waits) {
      return null;
    }
    return switch (input) {
      case SessionInput.PeerAnswers(var peer, var node, var encoding) ->
          new SessionEvent.Postponed(
              state.state(), null, new SessionCommand.PeerAnswers(peer, node, encoding));
      case SessionInput.Decided(Verdict.Accept accept) ->
          new SessionEvent.Postponed(state.state(), accept, null);
      default -> null;
    };
  }

  /// Whether it would have to carry an offer, which there is none of yet (§5).
  static boolean lacksOffer(SessionState state) {
    Invitation invitation = state.theCall().invitation();
    return invitation != null && invitation.body().isEmpty() && state.media().localSdp() == null;
  }

  static boolean isRequired(SessionState state) {
    Invitation invitation = state.theCall().invitation();
    return invitation != null && Headers.lists(invitation.headers(), "Require", OPTION);
  }

  /// The PRACK of it, in any state: RSeq and the INVITE's CSeq must be those of the one that waits.
  static void acknowledged(Plan plan, DialogRequest request, TransactionRef transaction) {
    SessionState state = plan.state();
    Reliable present = state.extensions().reliable();
    String wanted = present.sent() + " " + state.theDialog().inviteCseq() + " INVITE";
    String said = Headers.first(request.headers(), "RAck");
    boolean matches =
        present.waits() && said != null && said.replaceAll("\\s+", " ").equals(wanted);
    if (!matches) {
      plan.act(answer(transaction, 481, ""));
      return;
    }
    answerOffer(plan, request, transaction);
    if (state.theCall().answered() == null) { // else it is our 2xx that is repeated
      plan.act(new SessionAction.StopRepeating());
    }
    plan.act(new SessionAction.StopTimer(SessionTimer.PRACK));
    plan.fact(new SessionEvent.ProvisionalHeard(plan.target()));
    SessionInput postponed = present.postponed();
    if (postponed != null) {
      plan.fact(new SessionEvent.Postponed(plan.target(), null, null));
      plan.act(new SessionAction.Again(postponed));
    } else if (!present.described()
        && state.theCall().answered() == null
        && state.media().localSdp() != null) {
      send(plan, 183, null); // the one with our description had to wait for this one
    }
  }

  /// A PRACK may bring the next offer, once the first is answered (§5).
  private static void answerOffer(Plan plan, DialogRequest request, TransactionRef transaction) {
    if (request.body().isEmpty()) {
      plan.act(answer(transaction, 200, ""));
      return;
    }
    Leg leg = plan.state().media().leg();
    boolean possible =
        plan.state().extensions().reliable().described()
            && leg != null
            && plan.deal() instanceof Deal.Agreed;
    if (!possible) {
      plan.act(answer(transaction, 488, ""));
      return;
    }
    MediaPlan.nextAnswer(plan, request, plan.environment.nodeOf(transaction));
    String local = plan.state().media().localSdp();
    plan.act(answer(transaction, 200, local == null ? "" : local));
    MediaPlan.change(plan);
  }

  private static SessionAction.Respond answer(TransactionRef transaction, int status, String body) {
    return new SessionAction.Respond(
        transaction,
        status,
        null,
        null,
        List.of(),
        body.isEmpty() ? null : "application/sdp",
        body,
        null);
  }

  // The peer's.

  /// RSeq of a reliable provisional response, 0 for any other.
  static long sequence(DialogResponse response) {
    boolean reliable =
        response.status() > 100
            && response.status() < 200
            && !response.remoteTag().isEmpty()
            && Headers.lists(response.headers(), "Require", OPTION);
    return reliable ? Math.max(0, Headers.number(Headers.first(response.headers(), "RSeq"))) : 0;
  }

  /// Whether it was heard before, or one before it was not (§4).
  static boolean isOutOfTurn(SessionState state, DialogResponse response) {
    long sequence = sequence(response);
    Reliable present = state.extensions().reliable();
    return sequence > 0
        && response.remoteTag().equals(present.heardTag())
        && sequence != present.heard() + 1;
  }

  static void acknowledge(Plan plan, DialogResponse response) {
    CallDialog early = plan.state().theDialog();
    Dialog made = SignallingPlan.dialogBy(early.dialog(), response);
    long sequence = sequence(response);
    long cseq = early.localCseq() + 1;
    plan.fact(new SessionEvent.Sent(plan.target(), cseq));
    plan.fact(new SessionEvent.HeardReliably(plan.target(), response.remoteTag(), sequence));
    plan.act(
        new SessionAction.Send(
            "prack-" + cseq,
            "PRACK",
            made,
            cseq,
            List.of(new Header("RAck", sequence + " " + early.inviteCseq() + " INVITE")),
            null,
            ""));
  }
}
