package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Treatment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The peer asks us to call somebody else in its place (RFC 3515, RFC 5589). We call, tell it how
/// that goes, and give its place to the new call. Where it names another call of its own with us
/// (attended transfer), the two far ends are connected and nobody has to be called.
final class ReferPlan {
  /// How long a phone that was told of the success may take to hang up.
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /// About the target they would be true, to the peer they say that its own call is gone (RFC 5057
  /// §5.1).
  private static final Set<Integer> ENDS_DIALOG =
      Set.of(404, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 502, 604);

  private ReferPlan() {}

  static boolean isAcceptable(Plan plan) {
    return plan.input instanceof SessionInput.Request(var request, _)
        && refusal(plan, request) == 0;
  }

  /// Whether the target is being called.
  static boolean isUnderWay(SessionState state) {
    Transfer transfer = state.extensions().transfer();
    return transfer != null && transfer.isFollowed();
  }

  /// Whether the peer was told that it has gone well.
  static boolean isDone(SessionState state) {
    Transfer transfer = state.extensions().transfer();
    return transfer != null && !transfer.ours() && transfer.status() / 100 == 2;
  }

  /// The status that says why not; 0 for nothing against it.
  private static int refusal(Plan plan, DialogRequest request) {
    Transfer transfer = plan.state().extensions().transfer();
    ReferTo target = target(request);
    if (target == null) {
      return 400;
    }
    Transfer.Asked asked = plan.state().extensions().asked();
    boolean another = asked != null && asked.cseq() != request.cseq();
    if (another || (transfer != null && transfer.isPending())) {
      return 491;
    }
    SessionId replaced = replaced(plan, target);
    if (replaced == null) {
      return 0;
    }
    if (replaced.equals(plan.state().id())) {
      return 400; // this very call
    }
    return plan.state().links().bridge() == null ? 603 : 0;
  }

  /// Exactly one (RFC 3515 §2.1).
  private static @Nullable ReferTo target(DialogRequest request) {
    List<String> values =
        request.headers().stream()
            .filter(it -> it.name().equalsIgnoreCase("Refer-To") || it.name().equalsIgnoreCase("r"))
            .map(Header::value)
            .toList();
    return values.size() == 1 ? ReferTo.parse(values.getFirst()).orElse(null) : null;
  }

  /// The call of ours that is to be replaced, null when it is somebody else's or none.
  private static @Nullable SessionId replaced(Plan plan, ReferTo target) {
    Replaces replaces = target.replaces();
    return replaces == null ? null : plan.environment.sessionOf(replaces.toTag());
  }

  static boolean namesOurs(Plan plan, DialogRequest request) {
    ReferTo target = target(request);
    return target != null && replaced(plan, target) != null;
  }

  /// What the REFER asks for; null when that cannot be read.
  static Transfer.@Nullable Asked asked(DialogRequest request, TransactionRef transaction) {
    ReferTo target = target(request);
    boolean silent = "false".equalsIgnoreCase(Headers.first(request.headers(), "Refer-Sub"));
    String referredBy = Headers.first(request.headers(), "Referred-By", "b");
    return target == null
        ? null
        : new Transfer.Asked(request.cseq(), transaction, target, referredBy, silent);
  }

  static void ask(Plan plan) {
    if (!(plan.input instanceof SessionInput.Request(var request, var transaction))) {
      return;
    }
    Transfer.Asked asked = asked(request, transaction);
    if (asked == null) {
      return;
    }
    ReferTo target = asked.target();
    SessionId replaced = replaced(plan, target);
    if (replaced == null) {
      plan.fact(new SessionEvent.ReferHeard(plan.target(), asked));
      plan.act(new SessionAction.AskTransfer(request.cseq(), target.uri(), asked.referredBy()));
    } else {
      begin(plan, asked, target.text(), replaced, true, false);
      SessionAction replace = replace(plan.state(), target, replaced);
      if (replace != null) {
        plan.act(replace);
      }
    }
  }

  /// Who is at the far end is known to us when the call was put through, else to the bridge.
  private static @Nullable SessionAction replace(
      SessionState state, @Nullable ReferTo target, SessionId replaced) {
    Replaces dialog = target == null ? null : target.replaces();
    SessionId peer = state.links().peer();
    BridgeId bridge = state.links().bridge();
    if (dialog == null) {
      return null;
    }
    if (peer != null) {
      return new SessionAction.TellSession(
          replaced, new SessionCommand.Replace(dialog, peer, state.id()));
    }
    return bridge == null
        ? null
        : new SessionAction.TellBridge(
            bridge, new BridgeCommand.HandOver(state.id(), replaced, dialog));
  }

  /// What the application has said about it.
  static void decided(Plan plan) {
    Transfer.Asked asked = plan.state().extensions().asked();
    if (!(plan.input instanceof SessionInput.TransferDecided(long cseq, var verdict))
        || asked == null
        || asked.cseq() != cseq) {
      return;
    }
    switch (verdict) {
      case TransferVerdict.Refuse(int status) -> {
        plan.fact(new SessionEvent.ReferHeard(plan.target(), null));
        respond(plan, asked.transaction(), ENDS_DIALOG.contains(status) ? 603 : status, List.of());
      }
      case TransferVerdict.Follow(var target, boolean home) -> {
        SessionId by = plan.environment.newSessionBeside(plan.state().id());
        begin(plan, asked, target, by, false, home);
        plan.act(
            new SessionAction.MakePeer(
                by, callOf(plan.state(), plan.settings, asked.target().replaces())));
      }
    }
  }

  /// @param by who calls the target, or is replaced; null when the other leg's peer calls it
  static void begin(
      Plan plan,
      Transfer.Asked asked,
      String target,
      @Nullable SessionId by,
      boolean attended,
      boolean home) {
    Transfer before = plan.state().extensions().transfer();
    var transfer =
        new Transfer(
            false,
            asked.cseq(),
            before == null,
            target,
            asked.referredBy(),
            by,
            attended,
            asked.silent(),
            home,
            0);
    plan.fact(
        new SessionEvent.TransferBegun(plan.target(), by == null ? transfer.passedOn() : transfer));
    respond(
        plan,
        asked.transaction(),
        202,
        asked.silent() ? List.of(new Header("Refer-Sub", "false")) : List.of());
    NotifyPlan.notify(plan, transfer, 100, "Trying");
    Duration wait = plan.settings.ringing().plus(plan.settings.ackWait());
    plan.act(new SessionAction.StartTimer(SessionTimer.TRANSFER, wait));
  }

  /// The call to the target: on our peer's behalf towards the one it talks to, so in that one's
  /// name. It is heard on the bridge once it is answered.
  static CallPlan callOf(SessionState state, CoreSettings settings, @Nullable Replaces foreign) {
    Transfer transfer = state.extensions().transfer();
    Dialog dialog = state.theDialog().dialog();
    List<Header> headers = new ArrayList<>(2);
    String referredBy = transfer == null ? null : transfer.referredBy();
    if (transfer == null || !transfer.isMove()) {
      headers.add(
          new Header(
              "Referred-By", referredBy == null ? "<" + dialog.remoteUri() + ">" : referredBy));
    }
    if (transfer != null && transfer.home()) {
      headers.add(new Header(Header.OWN, "")); // the edge fills it in
    }
    if (foreign != null) {
      headers.add(new Header("Replaces", foreign.text()));
    }
    Leg leg = state.media().leg();
    return new CallPlan(
        dialog.localUri(),
        dialog.localDisplayName(),
        transfer == null ? "" : transfer.target(),
        treatment(state),
        leg == null ? null : leg.mediaNode(),
        state.id(),
        settings.ringing(),
        List.copyOf(headers),
        null);
  }

  private static Treatment treatment(SessionState state) {
    Leg leg = state.media().leg();
    Treatment held = state.media().hold().before();
    if (state.links().bridge() != null || leg == null) {
      return Treatment.SILENCE;
    }
    return state.media().hold().told() && held != null ? held : leg.treatment();
  }

  static void refuse(Plan plan) {
    if (plan.input instanceof SessionInput.Request(var request, var transaction)) {
      int status = refusal(plan, request);
      respond(plan, transaction, status == 0 ? 603 : status, List.of());
    }
  }

  private static void respond(
      Plan plan, TransactionRef transaction, int status, List<Header> headers) {
    plan.act(new SessionAction.Respond(transaction, status, null, null, headers, null, "", null));
  }

  /// The target has answered: it gets our peer's place, and the peer hangs up.
  static void handOver(Plan plan) {
    Transfer transfer = plan.state().extensions().transfer();
    if (transfer == null || transfer.by() == null) {
      return;
    }
    if (!transfer.attended()) {
      PlacePlan.cede(plan, transfer.by());
    }
    PlacePlan.unlink(plan, true);
    plan.act(
        transfer.isMove()
            ? new SessionAction.StopTimer(SessionTimer.TRANSFER)
            : new SessionAction.StartTimer(SessionTimer.TRANSFER, FAREWELL));
  }

  /// The session ends before the target has answered: it need not any more.
  static void giveUp(Plan plan) {
    giveUp(plan, plan.cause());
  }

  /// The session ends. What the other side carries out for the peer is its own business then.
  static void over(Plan plan, EndCause cause) {
    giveUp(plan, cause);
    if (PassedTransferPlan.isUnderWay(plan.state()) && isUnderWay(plan.state())) {
      plan.fact(new SessionEvent.TransferEnded(plan.target(), 487));
    }
  }

  private static void giveUp(Plan plan, EndCause cause) {
    Transfer transfer = plan.state().extensions().transfer();
    SessionId by = transfer == null ? null : transfer.by();
    if (transfer != null && transfer.isFollowed() && !transfer.attended() && by != null) {
      plan.fact(new SessionEvent.TransferEnded(plan.target(), 487));
      int status = whyNot(cause);
      plan.act(
          new SessionAction.TellSession(
              by, new SessionCommand.PeerFails(plan.state().id(), status, cause.reason(), null)));
    }
  }

  /// What the target hears in its CANCEL. A hung up call is no failure, and a 200 there would say
  /// that somebody else has answered (RFC 3326).
  private static int whyNot(EndCause cause) {
    return cause.status() >= 300 ? cause.status() : 487;
  }

  /// On a node that has not seen how far it came: who was asked to do something about it is asked
  /// again, and says again how it went.
  static List<SessionAction> again(SessionState state, CoreSettings settings) {
    Transfer transfer = state.extensions().transfer();
    if (transfer == null) {
      return List.of();
    }
    if (isDone(state)) {
      return List.of(new SessionAction.StartTimer(SessionTimer.TRANSFER, FAREWELL));
    }
    SessionId by = transfer.by();
    if (PassedTransferPlan.isUnderWay(state) && transfer.isPending()) {
      SessionAction ask = PassedTransferPlan.again(state);
      var patience =
          new SessionAction.StartTimer(
              SessionTimer.TRANSFER, settings.ringing().plus(settings.ackWait()));
      return ask == null ? List.of(patience) : List.of(ask, patience);
    }
    if (!transfer.isPending() || transfer.ours() || by == null) {
      return transfer.isAwaited()
          ? List.of(new SessionAction.StartTimer(SessionTimer.TRANSFER, settings.ringing()))
          : List.of();
    }
    ReferTo target = transfer.attended() ? ReferTo.parse(transfer.target()).orElse(null) : null;
    SessionAction again = replace(state, target, by);
    SessionAction ask =
        again == null ? new SessionAction.MakePeer(by, callOf(state, settings, null)) : again;
    return List.of(
        ask,
        new SessionAction.StartTimer(
            SessionTimer.TRANSFER, settings.ringing().plus(settings.ackWait())));
  }
}
