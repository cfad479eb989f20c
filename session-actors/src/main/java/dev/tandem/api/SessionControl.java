package dev.tandem.api;

import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.Treatment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls: make, answer, refuse, end, look at. Works for every session of the cluster, whichever
/// node it lives on.
///
/// Every method throws [SessionException] with the kind of refusal.
public interface SessionControl {

  /// Calls `to`, as `from`. Returns when the INVITE is about to go out.
  ///
  /// @param from, to SIP URIs, as `sip:alice@example.com`
  /// @throws SessionException `INVALID_URI`, `RESOURCE_EXHAUSTED`
  CallSession createOutgoingCall(String from, String to);

  /// The same; what the called side hears once it has answered is `treatment`.
  CallSession createOutgoingCall(String from, String to, Treatment treatment);

  /// Waits until the call is up.
  ///
  /// @throws SessionException `INVALID_STATE` with the real cause when it ends instead,
  ///   `UNAVAILABLE` after `timeout`
  CallSession waitForAnswer(SessionId session, Duration timeout);

  /// Answers a deferred call.
  ///
  /// @throws SessionException `NOT_FOUND`, `INVALID_STATE`
  void acceptIncomingCall(SessionId session, Treatment treatment);

  /// Refuses a deferred call.
  ///
  /// @param status 400–699
  /// @param reason phrase, null for the RFC's own
  void rejectIncomingCall(SessionId session, int status, @Nullable String reason);

  /// Ends the call the way its state asks for: CANCEL, a refusal or BYE. Nothing happens when it
  /// has ended.
  void terminateSession(SessionId session);

  /// Puts the peer on hold: it is told by a re-INVITE and hears `tandem.session.music-on-hold` (RFC
  /// 3264 §8.4). Returns when it has agreed; nothing happens when it is on hold already. A peer
  /// that holds us stays so, both ends may hold at once.
  ///
  /// @throws SessionException `INVALID_STATE` when the call is not up or the peer refuses; then the
  ///   audio goes on as before
  void hold(SessionId session);

  /// Takes the peer off hold: what it heard before is heard again.
  ///
  /// @throws SessionException as [#hold]
  void resume(SessionId session);

  /// Empty when there is none, or when it has ended.
  Optional<SessionInfo> getSession(SessionId session);

  List<SessionId> listActiveSessions();

  /// The sessions of the whole cluster, ordered by id.
  ///
  /// @param after only ids beyond this one; null for the first page
  /// @param limit 1–1000
  List<SessionInfo> getActiveSessions(@Nullable SessionId after, int limit);

  SessionStats getStats();

  /// Hears of every call of the cluster that ends from now on: one record for each session, in the
  /// order they are written, within a second or two. Called on one virtual thread. A slow
  /// subscriber loses nothing; what was written while nobody was subscribed is in the table
  /// `call_record`.
  BridgeControl.Subscription subscribeToCallRecords(Consumer<CallRecord> subscriber);
}
