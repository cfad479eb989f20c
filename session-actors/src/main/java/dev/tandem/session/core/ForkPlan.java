package dev.tandem.session.core;

import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.session.core.Fork.Branch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ringing several phones for one caller (RFC 3261 §16.7, as a B2BUA): all of a group at once, the
/// groups one after the other. Who answers first has the call, the others are told that it was
/// completed elsewhere (RFC 3326).
final class ForkPlan {
  private static final String ELSEWHERE = "Call completed elsewhere";

  private ForkPlan() {}

  /// @param groups not empty
  static void begin(
      Plan plan, Invitation invitation, List<List<String>> groups, @Nullable Duration patience) {
    var none =
        new Fork(
            List.of(),
            groups,
            patience == null ? plan.settings.ringing() : patience,
            plan.environment.now());
    ring(plan, invitation, none);
  }

  private static void ring(Plan plan, Invitation invitation, Fork fork) {
    SessionId self = plan.state().id();
    List<Branch> group = new ArrayList<>();
    for (String target : fork.next().getFirst()) {
      SessionId session = plan.environment.newSessionBeside(self);
      group.add(new Branch(session, plan.environment.newBridgeFor(self), target, 0, ""));
    }
    Fork now = fork.nextGroup(group, plan.environment.now());
    plan.fact(new SessionEvent.Forked(plan.target(), now));
    group.forEach(it -> plan.act(call(plan.state(), invitation, now, it, plan.settings)));
    plan.act(new SessionAction.StartTimer(SessionTimer.RINGING, now.patience()));
  }

  /// The caller's session ends the ringing; the branch does it itself only when that one is gone.
  private static SessionAction call(
      SessionState state, Invitation invitation, Fork fork, Branch branch, CoreSettings settings) {
    Duration most = fork.patience().plus(settings.ackWait());
    return LinkPlan.makePeer(
        state, invitation, branch.session(), branch.bridge(), branch.target(), settings, most);
  }

  /// Whether somebody still rings, or can be rung, after what the input says. A 6xx speaks for all
  /// (RFC 3261 §16.7 step 5).
  static boolean mayRingOn(Plan plan) {
    Fork fork = undecided(plan.state());
    if (fork == null) {
      return false;
    }
    return switch (plan.input) {
      case SessionInput.PeerFails(var peer, int status, _, _) ->
          status < 600
              && (!fork.next().isEmpty()
                  || fork.ringing().stream().anyMatch(it -> !it.session().equals(peer)));
      case SessionInput.Timeout _ -> !fork.next().isEmpty();
      default -> false;
    };
  }

  static void ringOn(Plan plan) {
    Fork fork = undecided(plan.state());
    Invitation invitation = plan.state().theCall().invitation();
    if (fork == null || invitation == null) {
      return;
    }
    switch (plan.input) {
      case SessionInput.PeerFails(var peer, int status, var reason, _) ->
          plan.fact(new SessionEvent.BranchFailed(plan.target(), peer, status, reason));
      case SessionInput.Timeout(var timer) -> {
        EndCause late = Causes.timeout(timer);
        for (Branch branch : fork.ringing()) {
          plan.fact(
              new SessionEvent.BranchFailed(
                  plan.target(), branch.session(), late.status(), late.reason()));
          plan.act(tell(plan.state(), branch, late));
        }
      }
      default -> {}
    }
    Fork now = undecided(plan.state());
    if (now != null && now.ringing().isEmpty() && !now.next().isEmpty()) {
      ring(plan, invitation, now);
    }
  }

  /// The peer that has answered is the one. Written before the others hear of it; the session stays
  /// where it is in the journal, to hear once more that it is answered when it wakes elsewhere.
  static void take(Plan plan) {
    Fork fork = undecided(plan.state());
    if (fork != null && plan.input instanceof SessionInput.PeerAnswers(var peer, _, _)) {
      plan.fact(new SessionEvent.Taken(plan.state().state(), peer));
      plan.actions(tellOthers(plan.state(), fork, peer));
    }
  }

  private static List<SessionAction> tellOthers(SessionState state, Fork fork, SessionId taken) {
    return fork.ringing().stream()
        .filter(it -> !it.session().equals(taken))
        .map(it -> tell(state, it, new EndCause(EndCause.By.BRIDGE, 200, ELSEWHERE)))
        .toList();
  }

  /// The call ends before anybody has it.
  static void tellEnded(Plan plan, Fork fork) {
    EndCause cause =
        plan.input instanceof SessionInput.Timeout(var timer)
            ? Causes.timeout(timer)
            : plan.cause();
    for (Branch branch : fork.ringing()) {
      boolean itself =
          plan.input instanceof SessionInput.PeerFails(var peer, _, _, _)
              && peer.equals(branch.session());
      if (!itself) {
        plan.act(tell(plan.state(), branch, cause));
      }
    }
  }

  private static SessionAction tell(SessionState state, Branch branch, EndCause cause) {
    return new SessionAction.TellSession(
        branch.session(),
        new SessionCommand.PeerFails(state.id(), cause.status(), cause.reason(), null));
  }

  /// Null while nobody has the call and no fork was made, or somebody has it.
  static @Nullable Fork undecided(SessionState state) {
    return state.links().peer() == null ? state.links().fork() : null;
  }

  /// What the branches have said went to nobody; asked for again, they say it again. Whether those
  /// that did not get the call were told is not written.
  static List<SessionAction> again(
      SessionState state, Fork fork, Invitation invitation, CoreSettings settings) {
    SessionId taken = state.links().peer();
    List<SessionAction> actions = new ArrayList<>();
    for (Branch branch : fork.ringing()) {
      if (taken == null || taken.equals(branch.session())) {
        actions.add(call(state, invitation, fork, branch, settings));
      }
    }
    if (taken != null) {
      actions.addAll(tellOthers(state, fork, taken));
    }
    return actions;
  }

  /// What a branch says that does not have the call, or cannot get it any more. It may have been
  /// away while it was told so.
  ///
  /// @return null when it is the table's turn
  static @Nullable Decision before(SessionState state, SessionInput input, SessionId peer) {
    Fork fork = state.links().fork();
    Branch branch = fork == null ? null : fork.branch(peer);
    boolean over = state.end() != null;
    if (branch == null
        || peer.equals(state.links().peer())
        || (state.links().peer() == null && branch.rings() && !over)) {
      return null;
    }
    if (input instanceof SessionInput.PeerFails) {
      return Decision.ignore();
    }
    EndCause end = state.end();
    EndCause cause = end == null ? new EndCause(EndCause.By.BRIDGE, 200, ELSEWHERE) : end;
    return new Decision(List.of(), List.of(tell(state, branch, cause)), null);
  }
}
