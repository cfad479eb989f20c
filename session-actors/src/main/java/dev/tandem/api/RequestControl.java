package dev.tandem.api;

import dev.tandem.protocol.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Requests outside of calls. Each method returns when the final answer is there, after 32 s at the
/// latest, and then says 408. A challenge is answered with `tandem.edge.logins`.
///
/// Every method throws [SessionException] `INVALID_URI`, and `UNAVAILABLE` when there is no edge.
public interface RequestControl {
  int MAX_BODY = 65_536;

  /// Sends a text (MESSAGE, RFC 3428). To an address that phones are registered for it goes to all
  /// of them, and has succeeded when one has taken it. What does not fit into 1,300 bytes goes by
  /// TCP.
  ///
  /// @param contentType for example `text/plain`
  /// @param body at most [#MAX_BODY] bytes
  SipResult sendMessage(String from, String to, String contentType, String body);

  /// Asks whether a peer is there and what it can do (OPTIONS, RFC 3261 §11).
  SipResult options(String uri);

  /// Sends any request that makes no dialog: not INVITE, ACK, BYE, CANCEL, PRACK, UPDATE, REFER or
  /// SUBSCRIBE.
  ///
  /// @param headers beyond those every request has
  /// @param contentType null without a body
  /// @param body empty for none
  SipResult request(
      String method,
      String from,
      String to,
      List<Header> headers,
      @Nullable String contentType,
      String body);
}
