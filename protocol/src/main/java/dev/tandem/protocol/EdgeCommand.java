package dev.tandem.protocol;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a session asks of an edge: put this on the wire. The edge adds Via, Contact, Max-Forwards,
/// Allow, Content-Length and what else belongs to the hop; the session decides the rest.
public sealed interface EdgeCommand extends Wire {

  /// Answers a request. A 1xx or 2xx to an INVITE gets our Contact.
  ///
  /// @param transaction key from [TransactionRef]
  /// @param localTag our To tag; null leaves the To header as it came
  /// @param reason phrase, null for the RFC's own
  /// @param invite the INVITE as stored by the session: given when this edge may not have the
  ///   transaction (its edge died, or the 2xx is repeated); then the response goes out by the Via
  ///   of these bytes
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Respond(
      String transaction,
      SessionId session,
      int status,
      @Nullable String reason,
      @Nullable String localTag,
      List<Header> headers,
      @Nullable String contentType,
      String body,
      byte @Nullable [] invite)
      implements EdgeCommand {}

  /// Sends a request in a client transaction. Every response and the lack of one come back to the
  /// session as [SessionCommand.Responded] or [SessionCommand.Unanswered] with this `request` key.
  ///
  /// @param request chosen by the session, unique within it
  record Send(
      SessionId session,
      String request,
      String method,
      Dialog dialog,
      long cseq,
      List<Header> headers,
      @Nullable String contentType,
      String body)
      implements EdgeCommand {}

  /// Sends the ACK of a 2xx, outside any transaction (RFC 3261 §13.2.2.4).
  ///
  /// @param headers the credentials of its INVITE (§22.1); null for none
  record SendAck(
      SessionId session,
      Dialog dialog,
      long cseq,
      @Nullable String contentType,
      String body,
      @Nullable List<Header> headers)
      implements EdgeCommand {}

  /// Cancels the INVITE sent with [Send] under the same key (RFC 3261 §9.1). The edge that sent it
  /// holds the CANCEL back until a provisional response has come.
  ///
  /// @param reason value of a Reason header (RFC 3326), null for none
  record Cancel(SessionId session, String request, @Nullable String reason)
      implements EdgeCommand {}

  /// Host of a Contact that is to lead to the edge: it puts its own address there, with the port
  /// and the transport.
  String OWN_HOST = "edge.invalid";

  /// Sends a request that no session owns: REGISTER, OPTIONS, MESSAGE, SUBSCRIBE, NOTIFY… Answered
  /// by one [EdgeReply], when the final response has come or none will.
  ///
  /// @param dialog as for the first request of one: an empty `remoteTag` outside dialogs
  /// @param replyTo gets the final response
  record Ask(
      String method,
      Dialog dialog,
      long cseq,
      List<Header> headers,
      @Nullable String contentType,
      String body,
      ActorRef<EdgeReply> replyTo)
      implements EdgeCommand {}

  // Between edges.

  /// A CANCEL arrived at an edge that has no such INVITE; whoever has it takes it over.
  ///
  /// @param invite transaction key of the INVITE
  /// @param reason value of a Reason header, null for none
  /// @param cancel transaction key of the CANCEL at the edge that asks
  record TakeCancel(
      String invite, @Nullable String reason, String cancel, ActorRef<EdgeCommand> replyTo)
      implements EdgeCommand {}

  /// The INVITE of that CANCEL is being cancelled.
  record CancelTaken(String cancel) implements EdgeCommand {}
}
