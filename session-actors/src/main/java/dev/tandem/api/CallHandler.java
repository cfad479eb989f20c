package dev.tandem.api;

import java.time.Duration;

/// What an application does about calls. Runs on virtual threads: it may block. A handler that
/// throws or takes longer than `tandem.session.handler-deadline` refuses the call with 500; it
/// never holds up others.
@FunctionalInterface
public interface CallHandler {

  /// Decides about a new call. After the death of a node it may be asked about the same call again.
  CallDecision onIncomingCall(IncomingCall call);

  /// Whether [#onIncomingCall] may wait for anything. One that never does, and answers within
  /// microseconds, may say so: it is then called where the call is, without a thread of its own.
  default boolean mayBlock() {
    return true;
  }

  /// The call is up: dialog and media.
  ///
  /// @param localSdp, remoteSdp as agreed; empty when there is none
  default void onCallEstablished(CallSession call, String localSdp, String remoteSdp) {}

  /// The peer has pressed a key and said so by INFO (`application/dtmf-relay` or
  /// `application/dtmf`).
  ///
  /// @param key `0`–`9`, `*`, `#`, `A`–`D`
  /// @param duration as the peer says, 160 ms when it does not
  default void onDtmf(CallSession call, char key, Duration duration) {}

  /// The call is over, whether it ever came up or not.
  ///
  /// @param reason see `call.info().end()` for status and who ended it
  default void onCallEnded(CallSession call, String reason) {}
}
