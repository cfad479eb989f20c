package dev.tandem.session;

import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionInfo.Phase;
import dev.tandem.session.core.Leg;
import dev.tandem.session.core.SessionState;
import java.time.Instant;

/// The state of a session as others may see it.
final class Snapshots {
  private Snapshots() {}

  static SessionInfo of(SessionState state, String node, boolean over) {
    var call = state.call();
    var dialog = state.dialog();
    Leg leg = state.media().leg();
    LegRemote remote = leg == null ? null : leg.remote();
    var flow = dialog == null ? null : dialog.dialog().flow();
    return new SessionInfo(
        state.id(),
        call != null && call.incoming() ? "UAS" : "UAC",
        state.state(),
        phase(state, over),
        call == null ? "" : call.from(),
        call == null ? "" : call.to(),
        dialog == null ? "" : dialog.dialog().callId(),
        call == null ? Instant.EPOCH : call.created(),
        call == null ? null : call.answered(),
        over ? state.ended() : null,
        flow == null ? null : flow.toString(),
        node,
        dialog == null ? null : dialog.edge(),
        leg == null ? null : leg.mediaNode(),
        state.media().moves(),
        remote == null ? null : remote.encoding(),
        state.links().bridge(),
        state.media().hold().told(),
        state.media().hold().remote(),
        state.end());
  }

  private static Phase phase(SessionState state, boolean over) {
    if (over) {
      return Phase.ENDED;
    }
    if (state.end() != null) {
      return Phase.ENDING;
    }
    var call = state.call();
    boolean acknowledged =
        call != null && call.answered() != null && (!call.incoming() || call.invitation() == null);
    return acknowledged ? Phase.ACTIVE : Phase.SETUP;
  }
}
