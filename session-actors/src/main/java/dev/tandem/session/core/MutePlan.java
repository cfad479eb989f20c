package dev.tandem.session.core;

import dev.tandem.protocol.Muting;
import dev.tandem.table.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Muting: no SIP and no state of the table, only what the legs do. A leg that is opened later
/// begins so.
final class MutePlan {
  private MutePlan() {}

  static Decision mute(SessionState state, Muting which, boolean on) {
    Muting before = state.media().muting();
    Muting now = on ? before.with(which) : before.without(which);
    if (now == before) {
      return Decision.ignore();
    }
    List<SessionAction> actions = new ArrayList<>(3);
    tell(state.media().leg(), actions);
    tell(state.media().leaving(), actions);
    actions.add(new SessionAction.Publish(Publication.MEDIA_MUTED));
    return new Decision(
        List.of(new SessionEvent.Muted(state.state(), now)), List.copyOf(actions), null);
  }

  private static void tell(@Nullable Leg leg, List<SessionAction> actions) {
    if (leg != null) {
      actions.add(new SessionAction.ChangeLeg(leg.id(), leg.mediaNode(), null, null));
    }
  }
}
