package dev.tandem.node.edge;

import dev.tandem.protocol.EventPackage;
import dev.tandem.protocol.Header;
import dev.tandem.sip.message.SipRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request must be before a session hears of it, in the order of RFC 3261 §8.2.
final class RequestChecks {
  /// What a REGISTER may require (RFC 3327, RFC 5626, RFC 5627).
  private static final Set<String> OF_REGISTER = Set.of("path", "outbound", "gruu");

  private final Set<String> supported;
  private final boolean registrar;

  /// @param registrar whether REGISTER is taken
  RequestChecks(List<String> supported, boolean registrar) {
    this.supported = Set.copyOf(supported);
    this.registrar = registrar;
  }

  /// Null when there is nothing to refuse.
  @Nullable Refusal refusal(SipRequest request) {
    Refusal refusal = method(request);
    refusal = refusal != null ? refusal : header(request);
    return refusal != null ? refusal : content(request);
  }

  private @Nullable Refusal method(SipRequest request) {
    String method = request.method();
    boolean inside = !request.toTag().isEmpty();
    if (registrar && !inside && method.equals("REGISTER")) {
      return null;
    }
    if ((inside ? Methods.IN_DIALOG : Methods.OUTSIDE).contains(method)) {
      return null;
    }
    if (method.equals("PUBLISH") && !isOurs(request.header("Event"))) {
      return new Refusal(489, Methods.ALLOW_EVENTS); // RFC 3903 §6 step 2
    }
    if (Methods.NOT_OFFERED.contains(method)) {
      return new Refusal(405, Methods.ALLOW);
    }
    return Methods.IN_DIALOG.contains(method) ? new Refusal(481) : new Refusal(501, Methods.ALLOW);
  }

  /// We know its state ourselves, so nobody publishes it: 405.
  private static boolean isOurs(@Nullable String event) {
    return event != null && EventPackage.of(event.split(";", 2)[0].strip()).isPresent();
  }

  private @Nullable Refusal header(SipRequest request) {
    if (!hasSipUri(request)) {
      return new Refusal(416);
    }
    if (request.maxForwards() == 0 && !request.method().equals("OPTIONS")) {
      return new Refusal(483);
    }
    var unsupported = new ArrayList<String>();
    for (String option : request.elements("Require")) {
      if (!understands(request.method(), option.toLowerCase(Locale.ROOT))) {
        unsupported.add(option);
      }
    }
    if (!unsupported.isEmpty()) {
      return new Refusal(420, new Header("Unsupported", String.join(", ", unsupported)));
    }
    boolean noTarget = request.method().equals("INVITE") && request.contact() == null;
    return noTarget || request.fromTag().isEmpty()
        ? new Refusal(400)
        : HeaderSyntax.refusal(request);
  }

  private boolean understands(String method, String option) {
    return supported.contains(option)
        || (method.equals("REGISTER") && OF_REGISTER.contains(option));
  }

  private static boolean hasSipUri(SipRequest request) {
    String uri = request.requestUri();
    return uri.regionMatches(true, 0, "sip:", 0, 4) || uri.regionMatches(true, 0, "sips:", 0, 5);
  }

  private static @Nullable Refusal content(SipRequest request) {
    if (!Methods.CARRY_SDP.contains(request.method()) || request.body().isEmpty()) {
      return null;
    }
    String encoding = request.header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return new Refusal(415, new Header("Accept-Encoding", "identity"));
    }
    return isSdp(request.contentType()) ? null : new Refusal(415, Methods.ACCEPT);
  }

  private static boolean isSdp(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().equalsIgnoreCase("application/sdp");
  }
}
