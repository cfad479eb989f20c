package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Treatment;
import dev.tandem.sdp.Direction;
import dev.tandem.sdp.Negotiation;
import dev.tandem.sdp.Parsed;
import dev.tandem.sdp.SessionDescription;
import dev.tandem.session.core.SessionState.CallDialog;
import dev.tandem.session.core.SessionState.Media;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a call follows its parts when they move: another leg is opened where the one so far cannot
/// stay, and the peer is told by a re-INVITE where to send audio and requests from now on (RFC 3261
/// §14.1, RFC 3264 §8).
final class RenewalPlan {
  private static final String REINVITE = "reinvite-";
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// A re-INVITE that somebody answers provisionally has no timer of its own.
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(40);

  private RenewalPlan() {}

  /// What was tried in vain may be tried again. A leg that is not lost is worth no call: then it
  /// stays where it is.
  static boolean hasTriesLeft(Plan plan) {
    Renewal renewal = plan.state().renewal();
    boolean announced =
        plan.input instanceof SessionInput.Timeout(var timer) && timer == SessionTimer.RETRY;
    int tries = announced ? renewal.tries() - 1 : renewal.tries();
    return tries < plan.settings.retries() || canStay(plan.state());
  }

  private static boolean canStay(SessionState state) {
    Renewal renewal = state.renewal();
    return renewal.replacing() && !renewal.lost() && state.media().leg() != null;
  }

  /// Opens a leg in place of the one that cannot stay. All legs of a bridge have to meet, so there
  /// the bridge says where.
  static void replace(Plan plan) {
    BridgeId bridge = plan.state().links().bridge();
    switch (plan.input) {
      case SessionInput.MoveLeg(_, var node, boolean lost) -> open(plan, node, lost);
      case SessionInput.LeaveMedia(var node, boolean lost) when bridge != null ->
          askBridge(plan, bridge, node, lost);
      case SessionInput.LeaveMedia(_, boolean lost) -> open(plan, null, lost);
      default -> again(plan);
    }
  }

  /// Once more, as far as it has come; also the first time for a leg that its node does not know.
  private static void again(Plan plan) {
    BridgeId bridge = plan.state().links().bridge();
    boolean lost = !plan.state().renewal().replacing() || plan.state().renewal().lost();
    if (bridge == null) {
      open(plan, null, lost);
    } else {
      askBridge(plan, bridge, nodeOf(plan.state().media()), lost);
    }
  }

  private static String nodeOf(Media media) {
    Leg leg = media.leg();
    String wanted = media.wantedNode();
    return leg != null ? leg.mediaNode() : wanted == null ? "" : wanted;
  }

  private static void askBridge(Plan plan, BridgeId bridge, String node, boolean lost) {
    Media media = plan.state().media();
    if (plan.state().renewal().opening()) {
      giveUpOpening(plan);
    }
    plan.fact(new SessionEvent.Replacing(plan.target(), lost, false, null, media.wanted(), null));
    plan.act(
        new SessionAction.TellBridge(
            bridge, new BridgeCommand.LeaveMedia(plan.state().id(), node, lost)));
    int tries = plan.state().renewal().tries() + 1;
    plan.fact(new SessionEvent.Retried(plan.target(), tries, true, false));
    plan.act(new SessionAction.StartTimer(SessionTimer.RETRY, pause(plan, tries)));
  }

  private static void open(Plan plan, @Nullable String node, boolean lost) {
    Media media = plan.state().media();
    Leg leg = media.leg();
    if (plan.state().renewal().opening() || (leg == null && media.legs() > 0)) {
      giveUpOpening(plan);
    }
    LegRemote remote = leg == null ? media.agreed() : leg.remote();
    Treatment treatment = leg == null ? media.wanted() : leg.treatment();
    plan.fact(new SessionEvent.Replacing(plan.target(), lost, true, remote, treatment, node));
    LegId next = LegId.of(plan.state().id(), plan.state().media().legs());
    Treatment first = lost || leg == null ? treatment : meanwhile(treatment);
    plan.act(new SessionAction.OpenLeg(next, remote, first, node));
    plan.start(SessionTimer.MEDIA);
    plan.act(new SessionAction.StopTimer(SessionTimer.RETRY));
  }

  /// It may be open after all by now, or be soon.
  private static void giveUpOpening(Plan plan) {
    LegId leg = LegId.of(plan.state().id(), plan.state().media().legs());
    plan.act(new SessionAction.CloseLeg(leg, ""));
  }

  /// While both legs are open, only what the peer itself or the other side causes may come out of
  /// the second one: a tone or a mix would be heard twice.
  private static Treatment meanwhile(Treatment treatment) {
    return switch (treatment.kind()) {
      case NONE, ECHO -> treatment;
      case TONE, SILENCE -> Treatment.NONE;
      case BRIDGE -> {
        BridgeId bridge = treatment.bridge();
        yield bridge != null && bridge.isConference() ? Treatment.NONE : treatment;
      }
    };
  }

  /// The other leg is open: it is the session's from now on.
  static void adopt(Plan plan) {
    if (plan.input instanceof SessionInput.LegOpened opened) {
      Media media = plan.state().media();
      Leg left = media.leaving();
      if (left != null) {
        plan.act(new SessionAction.CloseLeg(left.id(), left.mediaNode()));
      }
      plan.fact(
          new SessionEvent.Relocated(
              plan.target(), MediaPlan.legOf(plan.state(), opened), media.leg()));
    }
  }

  /// Tells the peer, if there is anything to tell and no offer of either side is open.
  static void offer(Plan plan) {
    SessionState state = plan.state();
    if (plan.input instanceof SessionInput.Timeout(var timer) && timer == SessionTimer.RETRY) {
      retry(plan);
      return;
    }
    if (plan.input instanceof SessionInput.LeaveEdge) {
      plan.fact(new SessionEvent.EdgeGone(plan.target()));
    }
    Renewal.Out out = state.renewal().out();
    if (out != null && edgeIsGone(plan, out.edge())) {
      offerIsVoid(plan, state.renewal().tries());
    }
    sendIfDue(plan);
  }

  static void sendIfDue(Plan plan) {
    if (isDue(plan)) {
      send(plan);
    }
  }

  private static void offerIsVoid(Plan plan, int tries) {
    Renewal renewal = plan.state().renewal();
    plan.fact(
        new SessionEvent.Retried(plan.target(), tries, renewal.replacing(), renewal.opening()));
  }

  private static void retry(Plan plan) {
    Renewal renewal = plan.state().renewal();
    if (renewal.opening()) {
      return;
    }
    if (renewal.replacing()) {
      if (renewal.tries() > plan.settings.retries() && canStay(plan.state())) {
        plan.fact(new SessionEvent.Retried(plan.target(), 0, false, false));
      } else {
        again(plan);
      }
      return;
    }
    if (renewal.out() != null) {
      offerIsVoid(plan, renewal.tries() + 1);
    }
    sendIfDue(plan);
  }

  private static boolean isDue(Plan plan) {
    SessionState state = plan.state();
    Renewal renewal = state.renewal();
    CallDialog dialog = state.dialog();
    if (!state.isEstablished() || dialog == null || state.media().localSdp() == null) {
      return false;
    }
    boolean free = renewal.out() == null && renewal.unacked() == 0 && !renewal.replacing();
    Hold hold = state.media().hold();
    boolean stale =
        !state.media().isDescribed()
            || hold.asked() != hold.told()
            || state.extensions().refresh().due()
            || renewal.edgeGone()
            || edgeIsGone(plan, dialog.edge());
    return free && stale;
  }

  private static boolean edgeIsGone(Plan plan, @Nullable String edge) {
    return edge != null && !plan.environment.isUp(edge);
  }

  private static void send(Plan plan) {
    SessionState state = plan.state();
    Media media = state.media();
    Leg leg = media.leg();
    String local = media.localSdp();
    if (leg == null || local == null) {
      return;
    }
    // An offer that changes nothing is repeated as it was, version and all (RFC 3264 §8).
    boolean news = !media.isDescribed() || media.hold().asked() != media.hold().told();
    int version = news ? media.sdpVersion() + 1 : media.sdpVersion();
    String offer = news ? moved(state, local, leg, version) : local;
    long cseq = state.theDialog().localCseq() + 1;
    String edge = plan.environment.edge();
    boolean update = !news && state.extensions().refresh().byUpdate();
    if (update) {
      offer = "";
    }
    plan.fact(new SessionEvent.Reoffered(plan.target(), cseq, offer, version, leg.id(), edge));
    plan.act(
        new SessionAction.Send(
            REINVITE + cseq,
            update ? "UPDATE" : "INVITE",
            state.theDialog().dialog(),
            cseq,
            RefreshPlan.ofRefresh(plan),
            update ? null : "application/sdp",
            offer));
    plan.act(new SessionAction.StartTimer(SessionTimer.RETRY, ANSWER_WITHIN));
  }

  private static String moved(SessionState state, String local, Leg leg, int version) {
    return switch (SessionDescription.parse(local)) {
      case Parsed.Ok<SessionDescription>(var present) ->
          Negotiation.moved(
              present,
              MediaPlan.origin(state, version),
              leg.host(),
              leg.rtpPort(),
              Direction.of(!state.media().hold().remote(), !state.media().hold().asked()));
      case Parsed.Malformed<SessionDescription>(int line, String expected) ->
          throw new IllegalStateException(
              "our own description, line " + line + ": " + expected + "\n" + local);
    };
  }

  /// The peer is up to date: its answer to our re-INVITE is taken.
  static void accepted(Plan plan, Deal.Agreed agreed, DialogResponse response) {
    SessionState state = plan.state();
    Renewal.Out out = state.renewal().out();
    Leg leg = state.media().leg();
    if (out == null || leg == null) {
      return;
    }
    plan.act(new SessionAction.StopTimer(SessionTimer.RETRY));
    // The leg may have moved again since the offer: then the next offer follows at once.
    boolean present = leg.id().equals(out.leg());
    Leg changed = MediaPlan.held(plan, leg, !Direction.ofAudio(out.sdp()).receives());
    plan.fact(
        new SessionEvent.Renegotiated(
            plan.target(),
            changed.with(agreed.remote()),
            out.sdp(),
            response.body(),
            out.sdpVersion(),
            state.theDialog().remoteCseq(),
            out.edge(),
            response.contact()));
    RefreshPlan.answered(plan, response);
    if (!present) {
      plan.fact(new SessionEvent.Described(plan.target(), out.leg()));
    }
    if (out.edge() != null && !plan.environment.isUp(out.edge())) {
      plan.fact(new SessionEvent.EdgeGone(plan.target()));
    }
  }

  /// The peer has taken an UPDATE that offered nothing: it knows our Contact, and the call goes on.
  static void refreshed(Plan plan, DialogResponse response) {
    Renewal renewal = plan.state().renewal();
    Renewal.Out out = renewal.out();
    Leg leg = plan.state().media().leg();
    String local = plan.state().media().localSdp();
    String remote = plan.state().media().remoteSdp();
    if (out == null || leg == null || local == null || remote == null) {
      return;
    }
    plan.act(new SessionAction.StopTimer(SessionTimer.RETRY));
    plan.fact(
        new SessionEvent.Renegotiated(
            plan.target(),
            leg,
            local,
            remote,
            plan.state().media().sdpVersion(),
            plan.state().theDialog().remoteCseq(),
            out.edge(),
            response.contact()));
    RefreshPlan.answered(plan, response);
  }

  /// What was tried in vain is tried again after a while.
  static void retryLater(Plan plan) {
    Renewal renewal = plan.state().renewal();
    int tries = renewal.tries() + 1;
    boolean replacing = renewal.replacing();
    boolean offering =
        plan.input instanceof SessionInput.ReinviteResponse
            || plan.input instanceof SessionInput.ReinviteUnanswered;
    boolean opening = renewal.opening() && offering;
    if (offering && !isGlare(plan.input)) {
      rollBack(plan);
      withoutUpdate(plan);
    }
    if (renewal.opening() && !opening) {
      giveUpOpening(plan);
    }
    boolean givesUp = !offering && canStay(plan.state()) && tries > plan.settings.retries();
    plan.fact(
        givesUp
            ? new SessionEvent.Retried(plan.target(), 0, false, false)
            : new SessionEvent.Retried(plan.target(), tries, replacing, opening));
    if (!givesUp) {
      plan.act(new SessionAction.StartTimer(SessionTimer.RETRY, pause(plan, tries)));
    }
  }

  /// A hold that the peer refuses is not tried again.
  private static void rollBack(Plan plan) {
    Renewal.Out out = plan.state().renewal().out();
    Hold hold = plan.state().media().hold();
    if (out != null
        && !out.sdp().isEmpty()
        && !Direction.ofAudio(out.sdp()).receives() != hold.told()) {
      plan.fact(new SessionEvent.HoldAsked(plan.target(), hold.told()));
    }
  }

  /// A peer that says it takes UPDATE and does not is refreshed by re-INVITE.
  private static void withoutUpdate(Plan plan) {
    Renewal.Out out = plan.state().renewal().out();
    Extensions.Refresh refresh = plan.state().extensions().refresh();
    if (out != null && out.sdp().isEmpty() && refresh.byUpdate()) {
      plan.fact(
          new SessionEvent.RefreshAgreed(plan.target(), refresh.seconds(), refresh.ours(), false));
      plan.fact(new SessionEvent.RefreshDue(plan.target(), true));
    }
  }

  private static boolean isGlare(SessionInput input) {
    return input instanceof SessionInput.ReinviteResponse(_, var response)
        && response.status() == 491;
  }

  /// The peer is to be put on hold, or taken off.
  static void ask(Plan plan, boolean on) {
    if (plan.state().media().hold().asked() != on) {
      plan.fact(new SessionEvent.HoldAsked(plan.target(), on));
    }
  }

  private static Duration pause(Plan plan, int tries) {
    if (plan.input instanceof SessionInput.ReinviteResponse(_, var response)) {
      if (isGlare(plan.input)) {
        return afterGlare(plan);
      }
      Duration asked = retryAfter(response);
      if (asked != null) {
        return asked;
      }
    }
    Duration longer = Duration.ofMillis(500L << Math.min(tries, 10));
    return longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
  }

  /// RFC 3261 §14.1: who made the Call-ID waits 2.1–4 s, the other up to 2 s, in steps of 10 ms.
  private static Duration afterGlare(Plan plan) {
    boolean owner = !plan.state().theCall().incoming();
    double chance = plan.environment.chance();
    long steps = owner ? 210 + Math.round(chance * 190) : Math.round(chance * 200);
    return Duration.ofMillis(Math.max(1, steps * 10));
  }

  private static @Nullable Duration retryAfter(DialogResponse response) {
    for (Header header : response.headers()) {
      if (header.name().equalsIgnoreCase("Retry-After")) {
        String digits = header.value().strip().split("[^0-9]", 2)[0];
        if (!digits.isEmpty() && digits.length() < 6) {
          Duration asked = Duration.ofSeconds(Math.max(1, Long.parseLong(digits)));
          return asked.compareTo(LONGEST_PAUSE) < 0 ? asked : LONGEST_PAUSE;
        }
      }
    }
    return null;
  }
}
