package dev.tandem.session;

import dev.tandem.api.IncomingCall;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.SessionId;

/// An INVITE as applications see it.
final class IncomingCalls {
  private IncomingCalls() {}

  static IncomingCall of(SessionId session, Invitation invitation) {
    return new IncomingCall(
        session,
        invitation.fromUri(),
        invitation.requestUri(),
        userOf(invitation.requestUri()),
        invitation.fromDisplayName(),
        invitation.userAgent(),
        invitation.contact(),
        invitation.callId(),
        invitation.body().isEmpty() ? null : invitation.body(),
        invitation.headers(),
        invitation.receivedAt(),
        invitation.source(),
        invitation.authenticatedUser());
  }

  /// RFC 3261 §19.1.1: what stands before the `@`, without a password or user parameters.
  static String userOf(String uri) {
    int at = uri.indexOf('@');
    int scheme = uri.indexOf(':');
    if (at < 0 || scheme < 0 || scheme > at) {
      return "";
    }
    String user = uri.substring(scheme + 1, at);
    for (int i = 0; i < user.length(); i++) {
      if (user.charAt(i) == ':' || user.charAt(i) == ';') {
        return user.substring(0, i);
      }
    }
    return user;
  }
}
