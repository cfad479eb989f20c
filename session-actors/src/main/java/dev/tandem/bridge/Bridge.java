package dev.tandem.bridge;

import dev.tandem.bridge.BridgeAction.Announce;
import dev.tandem.bridge.BridgeAction.Tell;
import dev.tandem.bridge.BridgeState.Kind;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The life of a bridge or conference as pure functions: one method for each thing that can happen
/// to it. Every one is idempotent.
public final class Bridge {
  private static final int MAX_BRIDGE_MEMBERS = 2;
  static final int DEFAULT_CONFERENCE_MEMBERS = 1000;

  /// @param error what the asker is told instead of success
  public record Decision(
      List<BridgeEvent> facts,
      List<BridgeAction> actions,
      @Nullable ErrorKind error,
      String detail) {
    static Decision of(List<BridgeEvent> facts, List<BridgeAction> actions) {
      return new Decision(facts, actions, null, "");
    }

    static Decision nothing() {
      return of(List.of(), List.of());
    }

    static Decision refuse(ErrorKind error, String detail) {
      return new Decision(List.of(), List.of(), error, detail);
    }
  }

  private Bridge() {}

  /// Two legs that are connected on the media node already. One whose media node was lost while the
  /// call was set up may have gone elsewhere; it comes here then.
  static Decision form(BridgeState state, List<SessionId> members, String mediaNode, Instant now) {
    Decision opened = opened(state, members, mediaNode, now);
    if (opened.facts().isEmpty()) {
      return opened;
    }
    List<BridgeAction> actions = new ArrayList<>(opened.actions());
    members.forEach(it -> actions.add(move(state.id(), it, mediaNode, false)));
    return Decision.of(opened.facts(), actions);
  }

  private static Decision opened(
      BridgeState state, List<SessionId> members, String mediaNode, Instant now) {
    if (state.isOpen()) {
      return Decision.nothing();
    }
    List<BridgeAction> actions = new ArrayList<>(members.size() + 1);
    actions.add(new Announce(BridgeNotice.Kind.CREATED, null, null));
    for (SessionId member : members) {
      actions.add(new Announce(BridgeNotice.Kind.SESSION_ADDED, member, null));
    }
    return Decision.of(
        List.of(
            new BridgeEvent.Opened(Kind.BRIDGE, null, MAX_BRIDGE_MEMBERS, mediaNode, members, now)),
        actions);
  }

  /// Active sessions that are to hear each other from now on.
  static Decision connect(
      BridgeState state, List<SessionId> members, String mediaNode, Instant now) {
    Decision formed = opened(state, members, mediaNode, now);
    List<BridgeAction> actions = new ArrayList<>(formed.actions());
    for (SessionId member : members) {
      actions.add(new Tell(member, new SessionCommand.EnterBridge(state.id(), mediaNode)));
    }
    return Decision.of(formed.facts(), actions);
  }

  static Decision open(BridgeState state, String name, int maxMembers, Instant now) {
    if (state.isOpen()) {
      return Decision.refuse(ErrorKind.INVALID_STATE, "conference " + name + " exists already");
    }
    return Decision.of(
        List.of(new BridgeEvent.Opened(Kind.CONFERENCE, name, maxMembers, null, List.of(), now)),
        List.of(new Announce(BridgeNotice.Kind.CREATED, null, null)));
  }

  /// @param legOn the media node of the session's leg, null when it has none yet
  /// @param candidate the media node that a room gets which has none, or whose own takes no legs
  ///   any more; the room's own while it does; null when there is none
  static Decision join(
      BridgeState state,
      SessionId session,
      @Nullable String name,
      @Nullable String legOn,
      @Nullable String candidate,
      Instant now) {
    String present = state.members().isEmpty() ? null : state.mediaNode();
    String node = present == null && legOn != null ? legOn : candidate;
    if (node == null) {
      return refused(state.id(), session, ErrorKind.RESOURCE_EXHAUSTED, "no media node is there");
    }
    if (legOn != null && !legOn.equals(node)) {
      return refused(
          state.id(),
          session,
          ErrorKind.DIFFERENT_MEDIA_NODES,
          "the conference is on media node " + node + ", the session's leg on " + legOn);
    }
    if (state.isOpen() && state.members().contains(session)) {
      return Decision.of(List.of(), List.of(enter(state.id(), session, node)));
    }
    if (state.isOpen() && state.members().size() >= state.maxMembers()) {
      return refused(state.id(), session, ErrorKind.RESOURCE_EXHAUSTED, "the conference is full");
    }
    Decision joined = joined(state, session, name, node, now);
    if (present == null || present.equals(node)) {
      return joined;
    }
    Decision moved = relocate(state, node, false);
    List<BridgeEvent> facts = new ArrayList<>(moved.facts());
    facts.addAll(joined.facts());
    List<BridgeAction> actions = new ArrayList<>(moved.actions());
    actions.addAll(joined.actions());
    return Decision.of(facts, actions);
  }

  private static Decision joined(
      BridgeState state, SessionId session, @Nullable String name, String node, Instant now) {
    List<BridgeEvent> facts = new ArrayList<>(2);
    List<BridgeAction> actions = new ArrayList<>(3);
    if (!state.isOpen()) {
      facts.add(
          new BridgeEvent.Opened(
              Kind.CONFERENCE, name, DEFAULT_CONFERENCE_MEMBERS, node, List.of(), now));
      actions.add(new Announce(BridgeNotice.Kind.CREATED, null, null));
    }
    facts.add(new BridgeEvent.MemberAdded(session, node));
    actions.add(enter(state.id(), session, node));
    actions.add(new Announce(BridgeNotice.Kind.SESSION_ADDED, session, null));
    return Decision.of(facts, actions);
  }

  /// A member's leg cannot stay on `from`. The first to say so moves the bridge; who says so later
  /// hears where it is.
  ///
  /// @param candidate the media node to go to, null when there is none
  static Decision leaveMedia(
      BridgeState state, SessionId session, String from, boolean lost, @Nullable String candidate) {
    String node = state.mediaNode();
    boolean moved = state.isOpen() && node != null && !node.equals(from);
    String next = moved ? node : candidate;
    if (next == null) {
      return Decision.nothing(); // they ask again
    }
    if (moved || !state.isOpen()) {
      return Decision.of(List.of(), List.of(move(state.id(), session, next, lost)));
    }
    return relocate(state, next, lost);
  }

  private static Decision relocate(BridgeState state, String next, boolean lost) {
    List<BridgeAction> actions = new ArrayList<>(state.members().size());
    for (SessionId member : state.members()) {
      actions.add(move(state.id(), member, next, lost));
    }
    return Decision.of(List.of(new BridgeEvent.Relocated(next)), actions);
  }

  private static Tell move(BridgeId bridge, SessionId session, String node, boolean lost) {
    return new Tell(session, new SessionCommand.MoveLeg(bridge, node, lost));
  }

  /// A member's call is over, or its leg could not come in.
  static Decision leave(BridgeState state, SessionId session, String reason) {
    if (!state.isOpen() || !state.members().contains(session)) {
      return Decision.nothing();
    }
    return without(state, session, reason, true);
  }

  /// Takes a member out and leaves its call up.
  static Decision remove(BridgeState state, SessionId session) {
    if (!state.isOpen() || !state.members().contains(session)) {
      return Decision.refuse(ErrorKind.NOT_FOUND, session + " is not on bridge " + state.id());
    }
    Decision out = without(state, session, "Removed", false);
    List<BridgeAction> actions = new ArrayList<>(out.actions());
    actions.addFirst(
        new Tell(session, new SessionCommand.BridgeEnds(state.id(), false, "Removed")));
    return Decision.of(out.facts(), actions);
  }

  /// A member goes elsewhere with whom it has talked to.
  static Decision depart(BridgeState state, SessionId session) {
    return state.isOpen() && state.members().contains(session)
        ? without(state, session, "Transferred", false)
        : Decision.nothing();
  }

  /// Whom a member talks to is to have the place of another call of that member's phone.
  static Decision handOver(
      BridgeState state, SessionId leaving, SessionId replaced, Replaces dialog) {
    if (!state.isOpen()) {
      // It may have been done already: then the replaced call says so; else it knows no such
      // dialog.
      var nobody = new Replaces(dialog.callId(), dialog.toTag(), "none", false);
      return Decision.of(
          List.of(),
          List.of(new Tell(replaced, new SessionCommand.Replace(nobody, leaving, leaving))));
    }
    List<SessionId> rest = new ArrayList<>(state.members());
    boolean pair = state.kind() == Kind.BRIDGE && rest.remove(leaving) && rest.size() == 1;
    return Decision.of(
        List.of(),
        List.of(
            pair
                ? new Tell(replaced, new SessionCommand.Replace(dialog, rest.getFirst(), leaving))
                : new Tell(
                    leaving,
                    new SessionCommand.PeerFails(replaced, 603, "Not a call of two", null))));
  }

  /// One member comes in place of another, who knows.
  static Decision replace(BridgeState state, SessionId leaving, SessionId entering) {
    String node = state.mediaNode();
    boolean in = state.isOpen() && state.members().contains(entering);
    boolean placed = state.isOpen() && state.members().contains(leaving);
    if (node == null || !(in || placed)) {
      return Decision.of(
          List.of(),
          List.of(
              new Tell(
                  entering, new SessionCommand.BridgeEnds(state.id(), true, "The call is over"))));
    }
    List<BridgeEvent> facts = new ArrayList<>(2);
    List<BridgeAction> actions = new ArrayList<>(4);
    actions.add(enter(state.id(), entering, node));
    actions.add(move(state.id(), entering, node, false));
    if (!in) {
      facts.add(new BridgeEvent.MemberAdded(entering, node));
      actions.add(new Announce(BridgeNotice.Kind.SESSION_ADDED, entering, null));
    }
    if (placed && !leaving.equals(entering)) {
      facts.add(new BridgeEvent.MemberRemoved(leaving, "Replaced"));
      actions.add(new Announce(BridgeNotice.Kind.SESSION_REMOVED, leaving, "Replaced"));
    }
    return Decision.of(facts, actions);
  }

  static Decision destroy(BridgeState state, boolean hangUp, String reason) {
    if (!state.isOpen()) {
      return Decision.refuse(ErrorKind.NOT_FOUND, "there is no bridge " + state.id());
    }
    List<BridgeAction> actions = new ArrayList<>();
    release(state, state.members(), hangUp, reason, actions);
    return Decision.of(List.of(new BridgeEvent.Closed(reason)), actions);
  }

  private static Decision without(
      BridgeState state, SessionId session, String reason, boolean hangUpRest) {
    List<SessionId> rest = new ArrayList<>(state.members());
    rest.remove(session);
    List<BridgeAction> actions = new ArrayList<>();
    actions.add(new Announce(BridgeNotice.Kind.SESSION_REMOVED, session, reason));
    boolean over = state.kind() == Kind.BRIDGE ? rest.size() < 2 : rest.isEmpty();
    if (!over) {
      return Decision.of(List.of(new BridgeEvent.MemberRemoved(session, reason)), actions);
    }
    release(state, rest, hangUpRest, reason, actions);
    return Decision.of(List.of(new BridgeEvent.Closed(reason)), actions);
  }

  private static void release(
      BridgeState state,
      List<SessionId> members,
      boolean hangUp,
      String reason,
      List<BridgeAction> actions) {
    for (SessionId member : members) {
      actions.add(new Tell(member, new SessionCommand.BridgeEnds(state.id(), hangUp, reason)));
      actions.add(new Announce(BridgeNotice.Kind.SESSION_REMOVED, member, reason));
    }
    actions.add(new Announce(BridgeNotice.Kind.DESTROYED, null, reason));
  }

  private static Tell enter(BridgeId bridge, SessionId session, String node) {
    return new Tell(session, new SessionCommand.EnterBridge(bridge, node));
  }

  private static Decision refused(
      BridgeId bridge, SessionId session, ErrorKind error, String detail) {
    return new Decision(
        List.of(),
        List.of(new Tell(session, new SessionCommand.BridgeRefuses(bridge, error, detail))),
        error,
        detail);
  }

  static BridgeState evolve(BridgeState state, BridgeEvent fact) {
    return switch (fact) {
      case BridgeEvent.Opened(var kind, var name, int max, var node, var members, var at) ->
          new BridgeState(state.id(), kind, name, max, node, members, at);
      case BridgeEvent.MemberAdded(var session, var node) -> {
        List<SessionId> now = new ArrayList<>(state.members());
        now.add(session);
        yield new BridgeState(
            state.id(), state.kind(), state.name(), state.maxMembers(), node, now, state.created());
      }
      case BridgeEvent.Relocated(var node) ->
          new BridgeState(
              state.id(),
              state.kind(),
              state.name(),
              state.maxMembers(),
              node,
              state.members(),
              state.created());
      case BridgeEvent.MemberRemoved(var session, _) -> {
        List<SessionId> now = new ArrayList<>(state.members());
        now.remove(session);
        yield state.withMembers(now);
      }
      case BridgeEvent.Closed _ -> BridgeState.none(state.id());
    };
  }
}
