package dev.tandem.session;

import dev.tandem.api.IncomingCall;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.SessionId;
import dev.tandem.sdp.Parsed;
import dev.tandem.sdp.SessionDescription;
import java.util.List;

/// An INVITE as applications see it.
final class IncomingCalls {
  private IncomingCalls() {}

  /// @param user whom the request URI stands for
  static IncomingCall of(SessionId session, Invitation invitation, String user) {
    return new IncomingCall(
        session,
        invitation.fromUri(),
        invitation.requestUri(),
        user,
        invitation.fromDisplayName(),
        invitation.userAgent(),
        invitation.contact(),
        invitation.callId(),
        invitation.body().isEmpty() ? null : invitation.body(),
        invitation.headers(),
        invitation.receivedAt(),
        invitation.source(),
        invitation.authenticatedUser(),
        invitation.trunk(),
        codecs(invitation.body()));
  }

  private static List<String> codecs(String offer) {
    return SessionDescription.parse(offer) instanceof Parsed.Ok<SessionDescription>(var read)
        ? read.audioCodecs()
        : List.of();
  }
}
