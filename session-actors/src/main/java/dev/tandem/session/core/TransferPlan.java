package dev.tandem.session.core;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// We ask the peer to call somebody else (RFC 3515, RFC 5589), hear from it how that goes, and hang
/// up when it has gone well.
public final class TransferPlan {
  static final String REFER = "refer";

  /// A phone may let the target ring that long.
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private TransferPlan() {}

  static void ask(Plan plan) {
    switch (plan.input) {
      case SessionInput.Refer(var target) -> {
        sendFor(plan, null, 0, target.text(), null);
      }
      case SessionInput.ReferResponse(var response) -> {
        Transfer transfer = plan.state().extensions().transfer();
        if (transfer != null) {
          send(plan, transfer, response.credentials());
        }
      }
      default -> {}
    }
  }

  /// @param by the other leg of a forwarded call, whose peer wants it; null for the application
  /// @param passed CSeq of its REFER
  static void sendFor(
      Plan plan, @Nullable SessionId by, long passed, String target, @Nullable String referredBy) {
    boolean first = plan.state().extensions().transfer() == null;
    var wish =
        new Transfer(
            true,
            0,
            first,
            target,
            referredBy,
            by,
            false,
            false,
            false,
            0,
            by == null ? null : passed);
    send(plan, wish, List.of());
    plan.act(new SessionAction.StartTimer(SessionTimer.TRANSFER, PATIENCE));
  }

  private static void send(Plan plan, Transfer wish, List<Header> credentials) {
    CallDialog dialog = plan.state().theDialog();
    long cseq = dialog.localCseq() + 1;
    var transfer = wish.sent(cseq, credentials.isEmpty() ? 0 : 100);
    String referredBy = wish.referredBy();
    plan.fact(new SessionEvent.TransferBegun(plan.target(), transfer));
    List<Header> headers = new ArrayList<>(2 + credentials.size());
    headers.add(new Header("Refer-To", wish.target()));
    headers.add(
        new Header(
            "Referred-By",
            referredBy == null ? "<" + dialog.dialog().localUri() + ">" : referredBy));
    headers.addAll(credentials);
    plan.act(
        new SessionAction.Send(
            REFER + "-" + cseq, "REFER", dialog.dialog(), cseq, List.copyOf(headers), null, ""));
  }

  static boolean isPossible(Plan plan) {
    Transfer transfer = plan.state().extensions().transfer();
    boolean again =
        plan.input instanceof SessionInput.PeerRefers(var peer, long cseq, _, _)
            && transfer != null
            && transfer.isPassedBy(peer, cseq);
    return again
        || plan.input instanceof SessionInput.ReferResponse
        || transfer == null
        || !transfer.isPending();
  }

  /// Whether the response is a challenge that can be answered, the first one.
  static boolean isChallenge(SessionState state, DialogResponse response) {
    Transfer transfer = state.extensions().transfer();
    boolean again = transfer != null && transfer.status() == 100;
    return (response.status() == 401 || response.status() == 407)
        && !response.credentials().isEmpty()
        && !again;
  }

  /// The status a NOTIFY tells, null when it is none about our REFER: 100–699 as in its body, 481
  /// for a subscription that ends without a word.
  static @Nullable Integer told(SessionState state, DialogRequest request) {
    Transfer transfer = state.extensions().transfer();
    String event = Headers.first(request.headers(), "Event", "o");
    if (!request.method().equals("NOTIFY")
        || transfer == null
        || !transfer.isAwaited()
        || event == null
        || !event.toLowerCase(Locale.ROOT).matches("refer\\s*(;.*)?")) {
      return null;
    }
    int status = Math.max(100, statusOf(request.body()));
    String subscription = Headers.first(request.headers(), "Subscription-State");
    boolean over =
        subscription != null && subscription.toLowerCase(Locale.ROOT).startsWith("terminated");
    return over && status < 200 ? 481 : Math.min(status, 699);
  }

  /// Of the status line a body begins with (RFC 3420); 0 for none.
  private static int statusOf(String body) {
    String text = body.stripLeading();
    return text.regionMatches(true, 0, "SIP/2.0 ", 0, 8)
        ? Math.max(0, Headers.number(text.substring(8)))
        : 0;
  }

  /// Writes down how far it has come.
  static void note(Plan plan) {
    Transfer transfer = plan.state().extensions().transfer();
    if (transfer == null || !transfer.isAwaited()) {
      return;
    }
    int status = status(plan);
    if (status < 200) {
      plan.fact(new SessionEvent.TransferProgressed(plan.target(), status));
    } else {
      plan.fact(new SessionEvent.TransferEnded(plan.target(), status));
      plan.act(new SessionAction.StopTimer(SessionTimer.TRANSFER));
    }
    PassedTransferPlan.tellBack(plan);
  }

  private static int status(Plan plan) {
    return switch (plan.input) {
      case SessionInput.Request(var request, _) -> {
        Integer told = told(plan.state(), request);
        yield told == null ? 100 : told;
      }
      case SessionInput.ReferResponse(var response) ->
          response.status() < 300 && !isSilent(response) ? 100 : response.status();
      case SessionInput.ReferUnanswered _ -> 408;
      case SessionInput.Timeout _ -> 408;
      default -> 100;
    };
  }

  /// The request is taken and nobody will tell more (RFC 4488).
  static boolean isSilent(DialogResponse response) {
    return "false".equalsIgnoreCase(Headers.first(response.headers(), "Refer-Sub"));
  }

  /// What the peer is to call for it to replace the dialog of `consulting`.
  public static @Nullable ReferTo targetOf(SessionState consulting) {
    if (!consulting.isEstablished()) {
      return null;
    }
    Dialog dialog = consulting.theDialog().dialog();
    return new ReferTo(
        dialog.remoteTarget(),
        new Replaces(dialog.callId(), dialog.remoteTag(), dialog.localTag(), false));
  }
}
