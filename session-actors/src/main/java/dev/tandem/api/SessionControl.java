package dev.tandem.api;

import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.KeyPresses;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.NegotiatedMedia;
import dev.tandem.protocol.SessionHistory;
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
  ///
  /// @throws SessionException also `NOT_FOUND` for a sound file that this node knows cannot be
  ///   played
  CallSession createOutgoingCall(String from, String to, Treatment treatment);

  /// The same; the call follows another state table than that of its node.
  ///
  /// @param table name of a shipped table (`default`, `gateway`, `sip_client`) or of one in
  ///   `tandem.session.state-tables`
  /// @throws SessionException also `NOT_FOUND` when there is no such table
  CallSession createOutgoingCall(String from, String to, Treatment treatment, String table);

  /// The same; the call offers these codecs rather than those of `tandem.session.codecs` or of its
  /// trunk, and its peer has to have those that are required, else it is hung up.
  ///
  /// @param table null for that of the node
  /// @throws IllegalArgumentException for a codec we do not have, or an attribute that is none
  CallSession createOutgoingCall(
      String from, String to, Treatment treatment, @Nullable String table, MediaOptions media);

  /// The same, by the state table of the node.
  default CallSession createOutgoingCall(
      String from, String to, Treatment treatment, MediaOptions media) {
    return createOutgoingCall(from, to, treatment, null, media);
  }

  /// Waits until the call is up.
  ///
  /// @throws SessionException `INVALID_STATE` with the real cause when it ends instead,
  ///   `UNAVAILABLE` after `timeout`
  CallSession waitForAnswer(SessionId session, Duration timeout);

  /// Answers a deferred call.
  ///
  /// @throws SessionException `NOT_FOUND`, also for a sound file that this node knows cannot be
  ///   played; `INVALID_STATE`
  void acceptIncomingCall(SessionId session, Treatment treatment);

  /// Lets the caller of a deferred call hear `treatment` before it is answered: a 183 with SDP,
  /// sent reliably when the caller requires that (RFC 3262). Once it is heard, another treatment
  /// takes the place of the one before. The call can be accepted, rejected or forwarded afterwards.
  ///
  /// @throws SessionException `NOT_FOUND`, as above; `INVALID_STATE` when the call is answered,
  ///   being put through or was made without an offer
  void sendEarlyMedia(SessionId session, Treatment treatment);

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

  /// Has the peer call `target` and leave us (blind transfer, RFC 5589 §6). Returns when the peer
  /// has told that it has reached the target; this call is hung up then. When it has not, the call
  /// goes on.
  ///
  /// @param target SIP URI
  /// @throws SessionException `INVALID_STATE` when the call is not up, another transfer is open, or
  ///   the peer has refused or not reached the target: the message has the status it told;
  ///   `INVALID_URI`
  void transfer(SessionId session, String target);

  /// Moves a live call to another device of the peer: that is called, and when it has answered it
  /// takes the peer's place, on its bridge, in its conference or with its treatment; whom the peer
  /// talks to stays on the line. The peer is hung up then. When the device does not answer, the
  /// call goes on as it was.
  ///
  /// @param to SIP URI, or an address of record as `alice@example.com`: the best of the phones
  ///   registered for it that is not the one that has the call
  /// @throws SessionException `INVALID_STATE` when the call is not up, a transfer is open, there is
  ///   no other device, or it has not answered: the message has the status; `NOT_FOUND` also when
  ///   nothing is registered for `to`; `INVALID_URI`
  void moveTo(SessionId session, String to);

  /// Puts the peer on hold and calls `target`, to ask before a transfer. Then either
  /// [#completeTransfer] or [#cancelTransfer].
  ///
  /// @return the call to `target`, not answered yet
  /// @throws SessionException as [#hold] and [#createOutgoingCall]
  CallSession consult(SessionId session, String target);

  /// Connects the peers of both calls with each other, without us: the first one calls the other in
  /// place of us (attended transfer, RFC 5589 §7). Returns when that has been done; both calls are
  /// over then. Peers that are to stay on the line with us are connected by
  /// [BridgeControl#bridgeSessions] instead.
  ///
  /// @param consultation an answered call, of [#consult] or any other
  /// @throws SessionException as [#transfer]
  void completeTransfer(SessionId session, SessionId consultation);

  /// Hangs up the consultation and takes the peer off hold.
  ///
  /// @throws SessionException as [#resume]
  void cancelTransfer(SessionId session, SessionId consultation);

  /// Takes the peer off hold: what it heard before is heard again.
  ///
  /// @throws SessionException as [#hold]
  void resume(SessionId session);

  /// Offers the peer other codecs, another order, or other attributes, by re-INVITE; the direction
  /// stays. Returns when it has agreed; nothing happens when that is so already. Options without
  /// codecs leave those as they are.
  ///
  /// @throws SessionException `INVALID_STATE` when the call is not up or the peer refuses; then the
  ///   audio goes on as before
  /// @throws IllegalArgumentException for a codec we do not have, or an attribute that is none
  default void updateMedia(SessionId session, MediaOptions options) {
    updateMedia(session, options, null);
  }

  /// Offers the peer another direction, by re-INVITE. Beside hold, which is for people and brings
  /// music: what may flow is what neither forbids.
  ///
  /// @throws SessionException as above
  default void updateMedia(SessionId session, MediaDirection direction) {
    updateMedia(session, null, direction);
  }

  /// Both at once.
  ///
  /// @param options null to leave them
  /// @param direction null to leave it
  void updateMedia(
      SessionId session, @Nullable MediaOptions options, @Nullable MediaDirection direction);

  /// Lets the peer hear silence: what we play to it, its echo, or the others on its bridge. The
  /// same as [#mute(SessionId, Muting)] with [Muting#OUT].
  default void mute(SessionId session) {
    mute(session, Muting.OUT);
  }

  /// Mutes a call, beside what is muted already. [Muting#OUT] is what the peer hears, [Muting#IN]
  /// what it says: that is how a participant of a conference is silenced. The RTP goes on with
  /// silence in it, in sequence; nothing is signalled. At any time from the beginning of the call,
  /// on hold too; it stays so until [#unmute] when the call is put on a bridge, held, or its nodes
  /// die. [CallHandler#onMuted] is told.
  ///
  /// @throws SessionException `NOT_FOUND` when there is no such call, or it is over
  void mute(SessionId session, Muting which);

  /// All is heard again.
  default void unmute(SessionId session) {
    unmute(session, Muting.BOTH);
  }

  /// That is heard again; what else is muted stays so.
  ///
  /// @throws SessionException as [#mute(SessionId, Muting)]
  void unmute(SessionId session, Muting which);

  /// Presses keys, as [#sendDtmf(SessionId, String, Duration, Duration)] does, 160 ms each, 100 ms
  /// apart.
  default void sendDtmf(SessionId session, String keys) {
    sendDtmf(session, keys, KeyPresses.USUAL_DURATION, KeyPresses.USUAL_GAP);
  }

  /// Presses keys for the peer, one after the other: each is an INFO with `application/dtmf-relay`,
  /// sent when the peer has taken the one before. Returns when it has taken the last. Several at a
  /// time come one after the other, up to 8.
  ///
  /// @param keys 1–32 of `0`–`9`, `*`, `#`, `A`–`D`, and `w` for a pause of half a second
  /// @param duration of each, 40 ms–5 s
  /// @param gap between two, 0–5 s; all together 20 s at most
  /// @throws SessionException `INVALID_STATE` when the call is not up, or the peer refuses, with
  ///   its status: 415 for a phone that takes no digits this way; the rest is not sent then
  /// @throws IllegalArgumentException for other keys or times
  void sendDtmf(SessionId session, String keys, Duration duration, Duration gap);

  /// Empty when there is none, or when it has ended.
  Optional<SessionInfo> getSession(SessionId session);

  /// What offer and answer have come to: codec, packet length, direction, addresses, keys. Empty
  /// while they are not complete (a call that is heard early has it before the answer), and when
  /// there is no such call.
  default Optional<NegotiatedMedia> getNegotiated(SessionId session) {
    return getSession(session).map(SessionInfo::media);
  }

  /// What the session has done by its state table, the last 50 steps, and what can happen next.
  /// Kept in memory only: after the death of its node it begins anew. Empty when there is no such
  /// session, or when it has ended.
  Optional<SessionHistory> getHistory(SessionId session);

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
