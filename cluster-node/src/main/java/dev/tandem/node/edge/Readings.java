package dev.tandem.node.edge;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.message.SipResponse;
import dev.tandem.sip.transport.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Messages as sessions read them.
final class Readings {
  private static final Set<String> INVITATION_NAMES =
      Set.of(
          "contact",
          "allow",
          "supported",
          "user-agent",
          // Enough to guess passwords with; neither applications nor the journal need them.
          "authorization",
          "proxy-authorization");

  private static final Pattern SECONDS = Pattern.compile("\\s*(\\d{1,10})");

  private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization");

  private Readings() {}

  /// @param invite has a Contact
  /// @param user who has proven to be its sender, null for nobody
  static Invitation invitation(
      SipRequest invite, Flow flow, @Nullable String user, Instant receivedAt) {
    return new Invitation(
        invite.bytes(),
        invite.callId(),
        invite.fromUri(),
        invite.fromDisplayName(),
        invite.fromTag(),
        invite.toUri(),
        invite.toDisplayName(),
        invite.requestUri(),
        invite.cseq(),
        Objects.requireNonNull(invite.contact()),
        invite.recordRoutes(),
        source(flow),
        invite.header("User-Agent"),
        invite.contentType(),
        invite.body(),
        invite.elements("Allow"),
        invite.elements("Supported"),
        invite.otherHeaders(INVITATION_NAMES),
        receivedAt,
        user);
  }

  static DialogRequest request(SipRequest request, Flow flow) {
    return new DialogRequest(
        request.method(),
        request.callId(),
        request.fromTag(),
        request.cseq(),
        request.contact(),
        source(flow),
        request.contentType(),
        request.body(),
        request.otherHeaders(Set.of()));
  }

  /// @param credentials answer to the challenge in it; added to its headers, where no response has
  ///   any of its own
  static DialogResponse response(SipResponse response, Flow flow, List<Header> credentials) {
    return new DialogResponse(
        response.cseqMethod(),
        response.cseq(),
        response.status(),
        response.reason(),
        response.toTag(),
        response.contact(),
        response.recordRoutes(),
        source(flow),
        response.contentType(),
        response.body(),
        with(response.otherHeaders(CREDENTIALS), credentials));
  }

  /// The seconds that Retry-After begins with (RFC 3261 §20.33), null when there are none.
  static @Nullable Duration retryAfter(SipResponse response) {
    String value = response.header("Retry-After");
    var seconds = value == null ? null : SECONDS.matcher(value);
    return seconds != null && seconds.lookingAt()
        ? Duration.ofSeconds(Long.parseLong(seconds.group(1)))
        : null;
  }

  private static List<Header> with(List<Header> headers, List<Header> more) {
    return more.isEmpty() ? headers : Stream.concat(headers.stream(), more.stream()).toList();
  }

  static PeerAddress source(Flow flow) {
    var remote = flow.remote();
    return new PeerAddress(
        flow.transport().parameter(), remote.getAddress().getHostAddress(), remote.getPort());
  }
}
