package dev.tandem.session.core;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.Reasons;
import dev.tandem.protocol.SessionCommand;
import java.time.Duration;
import java.util.List;

/// What the peer hears of the transfer it has asked for (RFC 3515 §2.4.4).
final class NotifyPlan {
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private NotifyPlan() {}

  /// Tells the peer how the call to the target goes.
  static void tell(Plan plan) {
    Transfer transfer = plan.state().extensions().transfer();
    if (transfer == null || !transfer.isFollowed()) {
      return;
    }
    switch (plan.input) {
      case SessionInput.PeerRings(_, int status, _, _) when status != transfer.status() -> {
        plan.fact(new SessionEvent.TransferProgressed(plan.target(), status));
        notify(plan, transfer, status, status == 183 ? "Session Progress" : "Ringing");
      }
      case SessionInput.PeerTransfers(_, _, int status) -> passed(plan, transfer, status);
      case SessionInput.PeerAnswers _ -> {
        plan.fact(new SessionEvent.TransferEnded(plan.target(), 200));
        notify(plan, transfer, 200, "OK");
      }
      case SessionInput.PeerFails(_, int status, var reason, _) ->
          failed(plan, transfer, status < 300 ? 480 : status, status < 300 ? "" : reason);
      case SessionInput.Timeout _ -> {
        if (transfer.by() != null && !transfer.attended()) {
          var over = new SessionCommand.PeerFails(plan.state().id(), 408, "Request Timeout", null);
          plan.act(new SessionAction.TellSession(transfer.by(), over));
        }
        failed(plan, transfer, 408, "Request Timeout");
      }
      default -> {}
    }
  }

  /// What the far side of the other leg has told.
  private static void passed(Plan plan, Transfer transfer, int status) {
    if (status >= 300) {
      failed(plan, transfer, status, "");
    } else if (status >= 200) {
      plan.fact(new SessionEvent.TransferEnded(plan.target(), status));
      notify(plan, transfer, status, "OK");
      plan.act(new SessionAction.StartTimer(SessionTimer.TRANSFER, FAREWELL));
    } else if (status > Math.max(100, transfer.status())) {
      plan.fact(new SessionEvent.TransferProgressed(plan.target(), status));
      notify(plan, transfer, status, status == 183 ? "Session Progress" : "Ringing");
    }
  }

  private static void failed(Plan plan, Transfer transfer, int status, String reason) {
    plan.fact(new SessionEvent.TransferEnded(plan.target(), status));
    plan.act(new SessionAction.StopTimer(SessionTimer.TRANSFER));
    notify(plan, transfer, status, reason);
  }

  /// RFC 3515 §2.4.4: the status line of the answer; the last one ends the subscription.
  static void notify(Plan plan, Transfer transfer, int status, String reason) {
    if (transfer.silent()) {
      return;
    }
    CallDialog dialog = plan.state().theDialog();
    long cseq = dialog.localCseq() + 1;
    plan.fact(new SessionEvent.Sent(plan.target(), cseq));
    String phrase = reason.isBlank() ? Reasons.of(status) : SignallingPlan.oneLine(reason);
    String expires = "active;expires=" + plan.settings.ringing().toSeconds();
    plan.act(
        new SessionAction.Send(
            "notify-" + cseq,
            "NOTIFY",
            dialog.dialog(),
            cseq,
            List.of(
                new Header("Event", transfer.first() ? "refer" : "refer;id=" + transfer.cseq()),
                new Header(
                    "Subscription-State", status < 200 ? expires : "terminated;reason=noresource")),
            "message/sipfrag;version=2.0",
            "SIP/2.0 " + status + " " + phrase + "\r\n"));
  }
}
