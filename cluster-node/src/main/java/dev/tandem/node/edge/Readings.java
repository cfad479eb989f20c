package dev.tandem.node.edge;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.message.SipResponse;
import dev.tandem.sip.transport.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  /// What they say of themselves is not passed on as what we know (RFC 3325 §5, §6).
  private static final Set<String> OF_STRANGERS =
      Stream.concat(INVITATION_NAMES.stream(), Stream.of("p-asserted-identity"))
          .collect(Collectors.toUnmodifiableSet());

  /// @param user who has proven to be it, null for nobody
  /// @param trunk name of the one it is, null for none
  /// @param believed whether it may assert who calls
  /// @param media what calls of that trunk accept, null for what all do
  record Sender(
      @Nullable String user,
      @Nullable String trunk,
      boolean believed,
      @Nullable MediaOptions media) {}

  private static final Pattern SECONDS = Pattern.compile("\\s*(\\d{1,10})");

  private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization");

  private Readings() {}

  /// @param invite has a Contact
  /// @param sender who that is, as far as we know
  static Invitation invitation(SipRequest invite, Flow flow, Sender sender, Instant receivedAt) {
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
        headers(invite, sender.believed()),
        receivedAt,
        sender.user(),
        sender.trunk(),
        sender.media());
  }

  /// Max-Forwards among them, for whoever sends the call on.
  private static List<Header> headers(SipRequest invite, boolean believed) {
    List<Header> headers =
        new ArrayList<>(invite.otherHeaders(believed ? INVITATION_NAMES : OF_STRANGERS));
    String forwards = invite.header("Max-Forwards");
    if (forwards != null) {
      headers.add(new Header("Max-Forwards", forwards));
    }
    return List.copyOf(headers);
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
