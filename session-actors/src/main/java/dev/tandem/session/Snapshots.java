package dev.tandem.session;

import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.NegotiatedMedia;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionInfo.Phase;
import dev.tandem.session.core.Leg;
import dev.tandem.session.core.SessionState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The state of a session as others may see it.
final class Snapshots {
  private Snapshots() {}

  static SessionInfo of(SessionState state, String node, boolean over) {
    var call = state.call();
    var dialog = state.dialog();
    Leg leg = state.media().leg();
    LegRemote remote = leg == null ? null : leg.remote();
    var transfer = state.extensions().transfer();
    Muting muting = state.media().muting();
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
        transfer == null ? null : transfer.status(),
        state.end(),
        muting == Muting.NONE ? null : muting,
        leg == null || remote == null ? null : negotiated(leg, remote));
  }

  private static NegotiatedMedia negotiated(Leg leg, LegRemote remote) {
    int events = remote.telephoneEventType();
    return new NegotiatedMedia(
        remote.encoding(),
        remote.clockRate(),
        remote.payloadType(),
        remote.packetMs(),
        remote.send(),
        remote.receive(),
        events < 0 ? null : events,
        leg.host(),
        leg.rtpPort(),
        remote.host(),
        remote.rtpPort(),
        remote.rtcpPort());
  }

  /// The trunk of its call, null for none.
  static @Nullable String trunk(SessionState state) {
    return state.call() == null ? null : state.call().trunk();
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
