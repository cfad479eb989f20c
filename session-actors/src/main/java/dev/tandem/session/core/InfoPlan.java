package dev.tandem.session.core;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// INFO (RFC 6086) that goes from one leg of a forwarded call to the other. Each side is answered
/// by us: what the far one makes of it is its own business.
final class InfoPlan {
  private static final Set<String> PASSED = Set.of("info-package", "content-disposition");

  private InfoPlan() {}

  static boolean isPassed(Plan plan) {
    return plan.settings.b2bua().passInfo()
        && plan.state().links().peer() != null
        && plan.input instanceof SessionInput.Request(var request, _)
        && request.method().equals("INFO");
  }

  static void pass(Plan plan) {
    SessionId peer = plan.state().links().peer();
    if (peer != null && plan.input instanceof SessionInput.Request(var request, _)) {
      List<Header> headers =
          request.headers().stream()
              .filter(it -> PASSED.contains(it.name().toLowerCase(Locale.ROOT)))
              .toList();
      plan.act(
          new SessionAction.TellSession(
              peer,
              new SessionCommand.PeerInforms(
                  plan.state().id(), request.contentType(), request.body(), headers)));
    }
  }

  static void send(Plan plan) {
    if (plan.input instanceof SessionInput.PeerInforms(_, var type, var body, var headers)) {
      var dialog = plan.state().theDialog();
      long cseq = dialog.localCseq() + 1;
      @Nullable String contentType = body.isEmpty() ? null : type;
      plan.fact(new SessionEvent.Sent(plan.target(), cseq));
      plan.act(
          new SessionAction.Send(
              "passed-info-" + cseq, "INFO", dialog.dialog(), cseq, headers, contentType, body));
    }
  }
}
