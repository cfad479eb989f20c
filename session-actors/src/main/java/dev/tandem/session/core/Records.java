package dev.tandem.session.core;

import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the journal keeps of a call when it is over.
final class Records {

  private Records() {}

  static CallRecord of(SessionState state, EndCause cause, Instant ended) {
    Call call = state.theCall();
    CallDialog dialog = state.dialog();
    return new CallRecord(
        state.id(),
        call.incoming() ? "UAS" : "UAC",
        peer(state),
        state.links().bridge(),
        call.from(),
        call.to(),
        dialog == null ? "" : dialog.dialog().callId(),
        call.created(),
        call.answered(),
        ended,
        cause,
        state.media().moves());
  }

  private static @Nullable SessionId peer(SessionState state) {
    var plan = state.theCall().plan();
    return plan != null && plan.forwardedFor() != null ? plan.forwardedFor() : state.links().peer();
  }
}
