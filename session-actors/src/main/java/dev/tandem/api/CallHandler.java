package dev.tandem.api;

import dev.tandem.protocol.Treatment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

  /// The peer of a call wants it transferred (REFER, RFC 3515): whoever it talks to is to talk to
  /// `target` instead. A call that names another call of the same peer with us (attended transfer)
  /// is not asked about: both have been let in before.
  ///
  /// Without a say of yours it is refused, or every caller could have you call anybody.
  ///
  /// @param target SIP URI
  /// @param user user part of `target`, empty when it has none
  /// @param referredBy what the peer says who it is (RFC 3892), null when it does not
  /// @return a forward says whom to call; a rejection refuses the transfer, with 603 in place of a
  ///   code that would end the call itself, as 404 (RFC 5057 §5.1); anything else has `target`
  ///   called as it is, if its host is the one the peer knows us by, so that [#onIncomingCall]
  ///   decides about it
  default CallDecision onTransfer(
      CallSession call, String target, String user, @Nullable String referredBy) {
    return CallDecision.reject(603);
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

  /// The call was muted, or is heard again; `call.info().muted()` says what is muted now.
  default void onMuted(CallSession call) {}

  /// Decides about a text that somebody has sent, outside of calls or within one; on a virtual
  /// thread, with the deadline of a call. Not overridden, texts are refused with 405.
  default MessageDecision onMessage(IncomingMessage message) {
    return MessageDecision.reject(405);
  }

  /// News of a subscription of ours ([SubscriptionControl#subscribe]), those of one in their order,
  /// on the node that keeps it. The notifier has its 200 by then; what was not told when a node
  /// dies is told with the state that the next node asks for.
  default void onNotify(Notification notification) {}

  /// What would become of a call for that address, for one who asks by OPTIONS (RFC 3261 §11.2).
  /// Must do nothing and answer at once. Not overridden, everybody can be called.
  ///
  /// @param called SIP URI
  default CallDecision onOptions(String called) {
    return CallDecision.accept(Treatment.NONE);
  }

  /// The call is over, whether it ever came up or not.
  ///
  /// @param reason see `call.info().end()` for status and who ended it
  default void onCallEnded(CallSession call, String reason) {}
}
