package dev.tandem.session.core;

import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.sdp.Direction;
import dev.tandem.sdp.Negotiation;
import dev.tandem.sdp.Origin;
import dev.tandem.sdp.Parsed;
import dev.tandem.sdp.SessionDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the peer up to date: by re-INVITE or UPDATE it is told where to send audio and requests
/// from now on, that it is on hold, or only that the call goes on (RFC 3261 §14.1, RFC 3264 §8).
/// What moves the leg itself is [MovePlan].
final class RenewalPlan {
  private static final String REINVITE = "reinvite-";
  private static final int MOST_REALMS = 4;

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

  static boolean canStay(SessionState state) {
    Renewal renewal = state.renewal();
    return renewal.replacing() && !renewal.lost() && state.media().leg() != null;
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
        MovePlan.again(plan);
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
            || hold.wanted() != hold.told()
            || state.media().pending() != null
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
    MediaWish pending = media.pending();
    boolean news =
        !media.isDescribed() || media.hold().wanted() != media.hold().told() || pending != null;
    int version = news ? media.sdpVersion() + 1 : media.sdpVersion();
    String offer = news ? moved(state, local, leg, version, plan.settings) : local;
    long cseq = state.theDialog().localCseq() + 1;
    String edge = Edges.next(state, plan.environment);
    boolean update = !news && state.extensions().refresh().byUpdate();
    if (update) {
      offer = "";
    }
    plan.fact(
        new SessionEvent.Reoffered(
            plan.target(),
            cseq,
            offer,
            version,
            leg.id(),
            edge,
            null,
            media.hold().wanted(),
            pending));
    plan.act(
        new SessionAction.Send(
            REINVITE + cseq,
            update ? "UPDATE" : "INVITE",
            state.theDialog().dialog(),
            cseq,
            RefreshPlan.ofRefresh(plan.state()),
            update ? null : "application/sdp",
            offer));
    plan.act(new SessionAction.StartTimer(SessionTimer.RETRY, ANSWER_WITHIN));
  }

  /// The same once more, with the answer to the challenge that it met (RFC 3261 §22.2): once for
  /// each realm. Null when there is none.
  static @Nullable Decision proven(SessionState state, DialogResponse response) {
    Renewal.Out out = state.renewal().out();
    List<Header> answer = response.credentials();
    if (out == null || answer.isEmpty() || out.credentials().size() >= MOST_REALMS) {
      return null;
    }
    List<Header> credentials = new ArrayList<>(out.credentials());
    credentials.addAll(answer);
    long cseq = state.theDialog().localCseq() + 1;
    boolean update = out.sdp().isEmpty();
    List<Header> headers = new ArrayList<>(RefreshPlan.ofRefresh(state));
    headers.addAll(credentials);
    return new Decision(
        List.of(
            new SessionEvent.Reoffered(
                state.state(),
                cseq,
                out.sdp(),
                out.sdpVersion(),
                out.leg(),
                out.edge(),
                List.copyOf(credentials),
                out.hold(),
                out.media())),
        List.of(
            new SessionAction.Send(
                REINVITE + cseq,
                update ? "UPDATE" : "INVITE",
                state.theDialog().dialog(),
                cseq,
                List.copyOf(headers),
                update ? null : "application/sdp",
                out.sdp())),
        null);
  }

  private static String moved(
      SessionState state, String local, Leg leg, int version, CoreSettings settings) {
    Media media = state.media();
    MediaWish wish = media.pending() == null ? media.wish() : media.pending();
    Direction way =
        Direction.of(
            wish.way().sends() && !media.hold().remote(),
            wish.way().receives() && !media.hold().wanted());
    Origin origin = MediaPlan.origin(state, version);
    boolean same = wish.options().equals(media.wish().options());
    return switch (SessionDescription.parse(local)) {
      case Parsed.Ok<SessionDescription>(var present) ->
          same
              ? Negotiation.moved(present, origin, leg.host(), leg.rtpPort(), way)
              : Negotiation.changed(
                  present, origin, leg.host(), leg.rtpPort(), wish.audio(settings.audio()), way);
      case Parsed.Malformed<SessionDescription>(int line, String expected) ->
          throw new IllegalStateException(
              "our own description, line " + line + ": " + expected + "\n" + local);
    };
  }

  /// The peer is to be put on hold, or taken off.
  static void ask(Plan plan, boolean on) {
    if (plan.state().media().hold().asked() != on) {
      plan.fact(new SessionEvent.HoldAsked(plan.target(), on));
    }
  }
}
