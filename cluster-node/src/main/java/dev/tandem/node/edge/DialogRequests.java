package dev.tandem.node.edge;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.TrunkRoute;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipUri;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Requests from the state of a dialog (RFC 3261 §12.2.1.1). Pure.
final class DialogRequests {
  private DialogRequests() {}

  /// @throws IllegalArgumentException when something in it cannot be a header value
  static OutgoingRequest of(
      Dialog given,
      String method,
      long cseq,
      List<Header> headers,
      @Nullable String contentType,
      String body) {
    Dialog dialog = withoutTrunk(given);
    boolean strict = isStrict(dialog);
    return new OutgoingRequest(
        method,
        SipUri.withoutHeaders(
            strict ? SipUri.bare(dialog.routeSet().getFirst()) : dialog.remoteTarget()),
        address(dialog.localDisplayName(), dialog.localUri(), dialog.localTag()),
        address(dialog.remoteDisplayName(), dialog.remoteUri(), dialog.remoteTag()),
        dialog.callId(),
        cseq,
        strict ? strictRoutes(dialog) : dialog.routeSet(),
        headers,
        contentType,
        body);
  }

  /// The URI that says where the request goes: the first route, else the target. A strict router is
  /// the request URI, so it is the first route either way.
  static String nextHop(Dialog dialog) {
    return dialog.routeSet().isEmpty() ? dialog.remoteTarget() : dialog.routeSet().getFirst();
  }

  /// The route that names a trunk is for us only.
  static Dialog withoutTrunk(Dialog dialog) {
    return TrunkRoute.of(dialog).isEmpty()
        ? dialog
        : dialog.by(dialog.routeSet().subList(1, dialog.routeSet().size()));
  }

  private static boolean isStrict(Dialog dialog) {
    return !dialog.routeSet().isEmpty()
        && SipUri.parse(dialog.routeSet().getFirst()).filter(uri -> !uri.looseRouter()).isPresent();
  }

  /// §12.2.1.1: a strict router takes the request URI; the real one goes to the end of the routes.
  private static List<String> strictRoutes(Dialog dialog) {
    var routes = new ArrayList<>(dialog.routeSet().subList(1, dialog.routeSet().size()));
    routes.add("<" + dialog.remoteTarget() + ">");
    return routes;
  }

  private static String address(@Nullable String displayName, String uri, String tag) {
    var text = new StringBuilder();
    if (displayName != null && !displayName.isEmpty()) {
      text.append('"').append(quoted(displayName)).append("\" ");
    }
    text.append('<').append(uri).append('>');
    return tag.isEmpty() ? text.toString() : text.append(";tag=").append(tag).toString();
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
