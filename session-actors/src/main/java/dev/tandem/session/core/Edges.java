package dev.tandem.session.core;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.PeerAddress;
import org.jspecify.annotations.Nullable;

/// Which edge a request of ours goes out by. A peer that is reached over a connection may be behind
/// a NAT or a browser: only the edge that has the connection reaches it (RFC 5626 §5.3).
public final class Edges {
  private Edges() {}

  /// Node of the edge that has the peer's connection, while it is up and not being left; else of
  /// the one at hand.
  public static @Nullable String next(SessionState state, Environment environment) {
    String only = state.renewal().edgeGone() ? null : only(state);
    return only != null && environment.isUp(only) ? only : environment.edge();
  }

  /// Node of the edge that a CANCEL of our INVITE goes out by: the one that has sent it.
  public static @Nullable String ofInvite(SessionState state, Environment environment) {
    CallDialog dialog = state.dialog();
    String sender = dialog == null ? null : dialog.edge();
    return sender != null && environment.isUp(sender) ? sender : environment.edge();
  }

  private static @Nullable String only(SessionState state) {
    CallDialog dialog = state.dialog();
    PeerAddress flow = dialog == null ? null : dialog.dialog().flow();
    if (dialog != null && flow != null) {
      return flow.transport().equals("udp") ? null : dialog.edge();
    }
    CallPlan wish = state.call() == null ? null : state.call().plan();
    if (wish == null) {
      return null;
    }
    CallTarget target = CallTarget.parse(wish.to());
    boolean there = dialog == null || dialog.dialog().remoteTarget().equals(target.uri());
    return there ? target.edge() : null;
  }
}
