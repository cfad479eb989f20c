package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session does when it wakes on another node: deadlines are armed again from what is left
/// of them, what was begun is finished, what is safe to repeat is repeated.
final class Recovery {
  /// Requests sent but not in the journal used some numbers; a gap in CSeq does no harm (RFC 3261
  /// §12.2.1.1).
  private static final int CSEQ_GAP = 16;

  /// Not at once: many calls wake together.
  private static final Duration REFRESH_SOON = Duration.ofSeconds(20);

  /// For a pause between two tries that the table made: how much of it is left nobody knows.
  private static final Duration RETRY_SOON = Duration.ofSeconds(1);

  private Recovery() {}

  /// @param over whether the state is final
  /// @param acknowledgeable whether the table does something about an ACK in this state
  /// @param retries whether it does something about RetryTimeout
  static Decision after(
      SessionState state,
      boolean over,
      boolean acknowledgeable,
      boolean retries,
      Environment environment,
      CoreSettings settings) {
    Instant now = environment.now();
    if (state.isIdle() || over) {
      return Decision.ignore();
    }
    Call call = state.theCall();
    EndCause end = state.end();
    boolean unacknowledged =
        call.incoming() && call.answered() != null && call.invitation() != null;
    if (end != null && ReferPlan.isUnderWay(state)) {
      return new Decision(List.of(gap(state)), ReferPlan.again(state, settings), null);
    }
    if (end != null) {
      // RFC 3261 §15: no BYE before the ACK.
      return unacknowledged && acknowledgeable
          ? answerAgain(state, call, now, settings)
          : finish(state, end, settings);
    }
    if (call.answered() == null) {
      List<SessionAction> actions = new ArrayList<>(ReliablePlan.again(state, settings));
      actions.addAll(unanswered(state, call, now, environment, settings));
      if (retries && !call.incoming()) {
        actions.add(new SessionAction.StartTimer(SessionTimer.RETRY, RETRY_SOON));
      }
      attach(state, environment, settings, actions);
      return new Decision(
          state.dialog() == null || call.incoming() ? List.of() : List.of(gap(state)),
          List.copyOf(actions),
          null);
    }
    if (unacknowledged) {
      Decision again = answerAgain(state, call, now, settings);
      List<SessionAction> actions = new ArrayList<>(again.actions());
      attach(state, environment, settings, actions);
      return new Decision(again.facts(), List.copyOf(actions), null);
    }
    List<SessionAction> actions = new ArrayList<>(3);
    actions.add(timer(SessionTimer.SESSION, settings.maxAge(), call.answered(), now));
    var refresh = state.extensions().refresh();
    if (refresh.seconds() > 0) {
      // When it was refreshed last is not in the journal.
      Duration after = refresh.ours() ? REFRESH_SOON : RefreshPlan.after(refresh);
      actions.add(new SessionAction.StartTimer(SessionTimer.REFRESH, after));
    }
    actions.addAll(ReferPlan.again(state, settings));
    actions.addAll(HoldPlan.again(state));
    attach(state, environment, settings, actions);
    return new Decision(withGap(state), List.copyOf(actions), null);
  }

  /// Name of the state of the shipped table that fits what the session has been through.
  static String stateByFacts(SessionState state) {
    Call call = state.call();
    if (call == null) {
      return SessionState.IDLE;
    }
    boolean unacknowledged = call.incoming() && call.invitation() != null;
    if (call.answered() != null && unacknowledged) {
      return state.end() == null ? "Answering" : "HangingUp";
    }
    if (state.end() != null && ReferPlan.isUnderWay(state)) {
      return "HandingOver";
    }
    if (state.end() != null) {
      return call.answered() == null ? "Cancelling" : "Terminating";
    }
    if (call.answered() != null) {
      return "Active";
    }
    if (!call.incoming()) {
      return state.dialog() == null ? "Preparing" : "Initiating";
    }
    return state.links().peer() == null ? "Routing" : "Connecting";
  }

  /// The leg is taken up again, or another one opened when its node is gone; a peer that knows an
  /// edge that is gone, or another leg, hears of the present ones.
  private static void attach(
      SessionState state,
      Environment environment,
      CoreSettings settings,
      List<SessionAction> actions) {
    Leg leg = state.media().leg();
    if (leg == null) {
      edge(state, environment, actions);
      return;
    }
    if (environment.isUp(leg.mediaNode())) {
      actions.add(
          new SessionAction.ChangeLeg(leg.id(), leg.mediaNode(), leg.remote(), leg.treatment()));
      actions.add(new SessionAction.StartTimer(SessionTimer.MEDIA, settings.mediaWait()));
    } else {
      actions.add(
          new SessionAction.TellSession(
              state.id(), new SessionCommand.LeaveMedia(leg.mediaNode(), true)));
    }
    Hold hold = state.media().hold();
    boolean stale =
        !state.media().isDescribed()
            || hold.wanted() != hold.told()
            || state.media().pending() != null
            || state.renewal().out() != null;
    if (state.isEstablished() && stale) {
      actions.add(new SessionAction.StartTimer(SessionTimer.RETRY, Duration.ofMillis(1)));
    }
    edge(state, environment, actions);
  }

  private static void edge(
      SessionState state, Environment environment, List<SessionAction> actions) {
    var dialog = state.dialog();
    String edge = dialog == null ? null : dialog.edge();
    if (edge != null && !environment.isUp(edge)) {
      actions.add(new SessionAction.TellSession(state.id(), new SessionCommand.LeaveEdge(edge)));
    }
  }

  /// The application is asked again unless the call is being put through: what it said was not
  /// written, or its part that was to decide later may have died with the node.
  private static List<SessionAction> unanswered(
      SessionState state, Call call, Instant now, Environment environment, CoreSettings settings) {
    Instant decideBy = call.decideBy();
    var ringing =
        decideBy == null
            ? timer(SessionTimer.RINGING, settings.ringing(), call.created(), now)
            : timer(SessionTimer.RINGING, Duration.between(now, decideBy), now, now);
    var invitation = call.invitation();
    if (invitation == null) {
      return List.of(ringing);
    }
    Links links = state.links();
    if (PlacePlan.wish(state) != null) {
      List<SessionAction> actions = new ArrayList<>(PlacePlan.again(state, environment));
      actions.add(ringing);
      return List.copyOf(actions);
    }
    Fork fork = links.fork();
    if (fork != null) {
      List<SessionAction> actions =
          new ArrayList<>(ForkPlan.again(state, fork, invitation, settings));
      actions.add(timer(SessionTimer.RINGING, fork.patience(), fork.since(), now));
      return actions;
    }
    if (links.peer() == null) {
      return List.of(new SessionAction.AskHandler(invitation), ringing);
    }
    // What the other session said meanwhile went to nobody; asked for again, it says it again.
    return links.target() == null || links.bridge() == null
        ? List.of(ringing)
        : List.of(
            LinkPlan.makePeer(
                state,
                invitation,
                links.peer(),
                links.bridge(),
                links.target(),
                settings,
                settings.ringing()),
            ringing);
  }

  private static Decision finish(SessionState state, EndCause end, CoreSettings settings) {
    CallDialog dialog = state.dialog();
    var cleanup = new SessionAction.StartTimer(SessionTimer.CLEANUP, settings.ackWait());
    boolean confirmed = dialog != null && !dialog.dialog().remoteTag().isEmpty();
    if (dialog == null || !confirmed || state.theCall().answered() == null) {
      return new Decision(List.of(), List.of(cleanup), null);
    }
    List<SessionAction> actions = new ArrayList<>(5);
    release(state, end, actions);
    long cseq = dialog.localCseq() + CSEQ_GAP;
    var reason = new Header("Reason", "SIP;cause=" + end.status());
    actions.add(
        new SessionAction.Send(
            SignallingPlan.BYE, "BYE", dialog.dialog(), cseq, List.of(reason), null, ""));
    actions.add(cleanup);
    return new Decision(
        List.of(new SessionEvent.Sent(state.state(), cseq)), List.copyOf(actions), null);
  }

  /// Whether leg, peer and bridge were told before the node died is not written; all of them take
  /// it twice.
  private static void release(SessionState state, EndCause end, List<SessionAction> actions) {
    Leg leg = state.media().leg();
    var peer = state.links().peer();
    var bridge = state.links().bridge();
    if (leg != null) {
      actions.add(new SessionAction.CloseLeg(leg.id(), leg.mediaNode()));
    }
    if (peer != null) {
      actions.add(
          new SessionAction.TellSession(
              peer, new SessionCommand.PeerFails(state.id(), end.status(), end.reason(), null)));
    }
    if (bridge != null) {
      actions.add(
          new SessionAction.TellBridge(bridge, new BridgeCommand.Leave(state.id(), end.reason())));
    }
  }

  /// The peer acknowledges a repeated 2xx whether or not its first ACK was seen.
  private static Decision answerAgain(
      SessionState state, Call call, Instant now, CoreSettings settings) {
    var transaction = call.transaction();
    var invitation = call.invitation();
    String local = state.media().localSdp();
    if (transaction == null || invitation == null || local == null) {
      return Decision.ignore();
    }
    var answer =
        new SessionAction.Respond(
            transaction,
            200,
            null,
            state.theDialog().dialog().localTag(),
            List.of(),
            "application/sdp",
            local,
            invitation.raw());
    return new Decision(
        withGap(state),
        List.of(
            answer,
            new SessionAction.RepeatAnswer(answer),
            timer(SessionTimer.ACK, settings.ackWait(), call.answered(), now)),
        null);
  }

  private static SessionEvent gap(SessionState state) {
    return new SessionEvent.Sent(state.state(), state.theDialog().localCseq() + CSEQ_GAP);
  }

  private static List<SessionEvent> withGap(SessionState state) {
    // An offer of the former life is void; its answer is acknowledged and no more.
    return List.of(gap(state), new SessionEvent.Retried(state.state(), 0, false, false));
  }

  private static SessionAction timer(
      SessionTimer timer, Duration whole, @Nullable Instant since, Instant now) {
    Duration gone = since == null ? Duration.ZERO : Duration.between(since, now);
    Duration left = whole.minus(gone);
    return new SessionAction.StartTimer(
        timer, left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left);
  }
}
