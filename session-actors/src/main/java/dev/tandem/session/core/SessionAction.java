package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Treatment;
import dev.tandem.table.Publication;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the world must do after a decision. Data only; the entity carries it out.
public sealed interface SessionAction {

  /// Work that may be done before the facts are in the journal: it is repeated or audited away when
  /// the node dies in between, and nobody outside has seen it.
  sealed interface Tentative extends SessionAction {}

  /// Ask the application what to do with the call.
  record AskHandler(Invitation invitation) implements Tentative {}

  /// Ask the application about a transfer that the peer wants.
  ///
  /// @param cseq of the REFER
  record AskTransfer(long cseq, String target, @Nullable String referredBy) implements Tentative {}

  /// Muted as the session is.
  record OpenLeg(
      LegId leg, @Nullable LegRemote remote, Treatment treatment, @Nullable String mediaNode)
      implements Tentative {}

  record StartTimer(SessionTimer timer, Duration after) implements Tentative {}

  record StopTimer(SessionTimer timer) implements Tentative {}

  /// @param remote, treatment null to leave it; what is muted is always told
  record ChangeLeg(
      LegId leg, String mediaNode, @Nullable LegRemote remote, @Nullable Treatment treatment)
      implements SessionAction {}

  record CloseLeg(LegId leg, String mediaNode) implements SessionAction {}

  /// Answers a request of the peer.
  ///
  /// @param localTag null when the request had it already
  /// @param invite the unanswered INVITE, for an edge that has no transaction of it
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Respond(
      TransactionRef transaction,
      int status,
      @Nullable String reason,
      @Nullable String localTag,
      List<Header> headers,
      @Nullable String contentType,
      String body,
      byte @Nullable [] invite)
      implements SessionAction {}

  /// Repeats a 2xx until it is acknowledged (RFC 3261 §13.3.1.4).
  record RepeatAnswer(Respond answer) implements SessionAction {}

  record StopRepeating() implements SessionAction {}

  record Send(
      String request,
      String method,
      Dialog dialog,
      long cseq,
      List<Header> headers,
      @Nullable String contentType,
      String body)
      implements SessionAction {}

  /// @param headers the credentials of the INVITE (RFC 3261 §22.1)
  record Acknowledge(Dialog dialog, long cseq, String body, List<Header> headers)
      implements SessionAction {}

  record Cancel(String request, @Nullable String reason) implements SessionAction {}

  record MakePeer(SessionId peer, CallPlan plan) implements SessionAction {}

  record TellSession(SessionId session, SessionCommand command) implements SessionAction {}

  /// What had to wait is to be decided now.
  record Again(SessionInput input) implements SessionAction {}

  record TellBridge(BridgeId bridge, BridgeCommand command) implements SessionAction {}

  /// Tells the application that the peer has pressed a key.
  record TellDigit(char key, Duration duration) implements SessionAction {}

  record Publish(Publication publication) implements SessionAction {}
}
