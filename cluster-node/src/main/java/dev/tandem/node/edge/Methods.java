package dev.tandem.node.edge;

import dev.tandem.protocol.Header;
import java.util.List;
import java.util.Set;

/// Which methods we take where.
final class Methods {
  /// Inside a dialog; the session may refuse them itself.
  static final Set<String> IN_DIALOG =
      Set.of(
          "INVITE",
          "BYE",
          "UPDATE",
          "INFO",
          "PRACK",
          "OPTIONS",
          "MESSAGE",
          "NOTIFY",
          "REFER",
          "SUBSCRIBE");

  /// Those of them that exist outside a dialog too.
  static final Set<String> OUTSIDE = Set.of("INVITE", "OPTIONS", "MESSAGE", "SUBSCRIBE");

  /// Understood and not offered: 405 rather than 501.
  static final Set<String> NOT_OFFERED = Set.of("REGISTER", "PUBLISH", "REFER");

  static final Header ALLOW =
      new Header(
          "Allow",
          "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, PRACK, REFER, NOTIFY, SUBSCRIBE,"
              + " MESSAGE");

  /// Where nobody reads texts: a 405 must not offer what it refuses.
  static final Header ALLOW_WITHOUT_MESSAGE =
      new Header("Allow", ALLOW.value().replace(", MESSAGE", ""));

  static final Header ACCEPT = new Header("Accept", "application/sdp");

  static final Header ACCEPT_ENCODING = new Header("Accept-Encoding", "identity");

  /// What OPTIONS hears beside Allow and Supported (RFC 3261 §11.2).
  static final List<Header> CAPABILITIES =
      List.of(
          new Header(
              "Accept", "application/sdp, application/dtmf-relay, application/dtmf, text/plain"),
          ACCEPT_ENCODING,
          new Header("Accept-Language", "en"));

  static final Header ALLOW_EVENTS = new Header("Allow-Events", "dialog, conference");

  /// A body of these is SDP or nothing.
  static final Set<String> CARRY_SDP = Set.of("INVITE", "UPDATE", "PRACK");

  /// Their requests and 2xx refresh the target, so they have a Contact (RFC 3261 §12.1, RFC 3311).
  static final Set<String> REFRESH_TARGET = Set.of("INVITE", "UPDATE", "SUBSCRIBE");

  static final List<String> WITH_CONTACT =
      List.of("INVITE", "UPDATE", "REFER", "SUBSCRIBE", "NOTIFY");

  private Methods() {}
}
