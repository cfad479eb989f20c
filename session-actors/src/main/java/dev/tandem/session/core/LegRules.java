package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether what is said of a leg, or of the node it is on, concerns the session still.
final class LegRules {
  private LegRules() {}

  /// Whether that node is where the leg is, or where it was about to go. That it is gone matters
  /// even when it was being left already.
  static boolean isOn(SessionState state, String node, boolean lost) {
    Leg leg = state.media().leg();
    if (leg == null || state.renewal().opening()) {
      return node.equals(state.media().wantedNode());
    }
    boolean news = !state.renewal().replacing() || (lost && !state.renewal().lost());
    return node.equals(leg.mediaNode()) && news;
  }

  static boolean goesTo(SessionState state, BridgeId bridge, String node) {
    if (!bridge.equals(state.links().bridge()) || state.media().legs() == 0) {
      return false;
    }
    Leg leg = state.media().leg();
    if (leg == null || state.renewal().opening()) {
      return !node.equals(state.media().wantedNode());
    }
    return state.renewal().replacing() || !node.equals(leg.mediaNode());
  }

  /// A leg nobody waits for any more is closed; one that is told of twice is not.
  static @Nullable Decision opened(SessionState state, LegId leg, String node, boolean over) {
    if (!over && awaits(state, leg)) {
      return null;
    }
    return !over && isOurs(state, leg)
        ? Decision.ignore()
        : new Decision(List.of(), List.of(new SessionAction.CloseLeg(leg, node)), null);
  }

  static boolean awaits(SessionState state, LegId leg) {
    return !state.isIdle()
        && (state.renewal().opening()
            || (state.media().leg() == null && !state.renewal().replacing()))
        && leg.equals(LegId.of(state.id(), state.media().legs()));
  }

  static boolean isOurs(SessionState state, LegId leg) {
    Leg own = state.media().leg();
    return own != null && own.id().equals(leg);
  }
}
