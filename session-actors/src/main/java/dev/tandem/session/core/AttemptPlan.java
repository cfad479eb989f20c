package dev.tandem.session.core;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.session.core.Extensions.Attempts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An INVITE that is sent once more because of the answer to the one before: to where a 3xx says
/// (RFC 3261 §8.1.3.4), with an answer to a challenge (§22.2), with a longer session interval after
/// 422 (RFC 4028 §7.3). Same Call-ID and From tag, CSeq one higher, no To tag.
final class AttemptPlan {
  private static final int MAX_INVITES = 12;
  private static final int MAX_REDIRECTED = 5;

  /// Several proxies and the server itself may each ask, and find a nonce too old.
  private static final int MAX_CHALLENGES = 4;

  private AttemptPlan() {}

  /// What is to be done about a refusal; null when nothing can.
  private record Next(String target, List<Header> headers, Attempts attempts) {}

  static boolean isPossible(Plan plan) {
    return next(plan) != null;
  }

  static void repeat(Plan plan) {
    Next next = next(plan);
    SessionState state = plan.state();
    CallPlan wish = state.theCall().plan();
    String offer = state.media().localSdp();
    if (next == null || wish == null || offer == null) {
      return;
    }
    long cseq = state.theDialog().localCseq() + 1;
    plan.fact(
        new SessionEvent.Reattempted(
            plan.target(),
            cseq,
            next.target(),
            next.headers(),
            next.attempts(),
            edge(plan, next.target())));
    SignallingPlan.invite(plan, offer);
  }

  /// To the same target because the table says so, after a refusal or silence: a new transaction of
  /// the same call (RFC 3261 §8.1.3.5), with a key of its own.
  static void sameAgain(Plan plan) {
    CallPlan wish = plan.state().theCall().plan();
    String offer = plan.state().media().localSdp();
    if (wish == null || offer == null) {
      return;
    }
    Next next = again(plan, plan.state().extensions().attempts(), wish.headers());
    plan.fact(
        new SessionEvent.Reattempted(
            plan.target(),
            plan.state().theDialog().localCseq() + 1,
            next.target(),
            next.headers(),
            next.attempts(),
            plan.environment.edge()));
    SignallingPlan.invite(plan, offer);
  }

  /// Who is called elsewhere is not at the end of that connection.
  private static @Nullable String edge(Plan plan, String target) {
    return target.equals(plan.state().theDialog().dialog().remoteTarget())
        ? Edges.next(plan.state(), plan.environment)
        : plan.environment.edge();
  }

  private static @Nullable Next next(Plan plan) {
    CallPlan wish = plan.state().theCall().plan();
    Attempts so = plan.state().extensions().attempts();
    boolean refused =
        plan.input instanceof SessionInput.InviteResponse(var response) && response.status() >= 300;
    if (!refused
        || wish == null
        || plan.state().media().localSdp() == null
        || so.invites() >= MAX_INVITES) {
      return null;
    }
    DialogResponse response = ((SessionInput.InviteResponse) plan.input).response();
    return switch (response.status() / 100) {
      case 3 -> redirected(plan, wish, so, response);
      case 4 ->
          switch (response.status()) {
            case 422 -> longer(plan, wish, so, response);
            case 401, 407 -> challenged(plan, wish, so, response);
            default -> untried(plan, wish, so);
          };
      case 5 -> untried(plan, wish, so);
      default -> null; // a 6xx speaks for all targets (RFC 3261 §21.6)
    };
  }

  private static @Nullable Next redirected(
      Plan plan, CallPlan wish, Attempts so, DialogResponse response) {
    if (!plan.settings.followRedirects()) {
      return null;
    }
    String present = plan.state().theDialog().dialog().remoteTarget();
    List<String> tried = new ArrayList<>(so.tried());
    tried.add(present);
    List<String> untried = new ArrayList<>(Headers.contacts(response.headers()));
    if (untried.isEmpty() && response.contact() != null) {
      untried.add(response.contact());
    }
    untried.addAll(so.untried());
    untried.removeIf(tried::contains);
    return take(wish, so, untried, tried);
  }

  /// The next one that an earlier 3xx named.
  private static @Nullable Next untried(Plan plan, CallPlan wish, Attempts so) {
    List<String> tried = new ArrayList<>(so.tried());
    tried.add(plan.state().theDialog().dialog().remoteTarget());
    return take(wish, so, so.untried(), tried);
  }

  private static @Nullable Next take(
      CallPlan wish, Attempts so, List<String> untried, List<String> tried) {
    if (untried.isEmpty() || tried.size() > MAX_REDIRECTED) {
      return null;
    }
    var next =
        new Attempts(
            so.invites() + 1,
            so.challenges(),
            List.copyOf(untried.subList(1, untried.size())),
            List.copyOf(tried));
    return new Next(untried.getFirst(), wish.headers(), next);
  }

  private static @Nullable Next longer(
      Plan plan, CallPlan wish, Attempts so, DialogResponse response) {
    int least = Headers.number(Headers.first(response.headers(), "Min-SE"));
    if (least <= RefreshPlan.interval(plan, wish.headers())) {
      return null; // it asks for less than it has refused
    }
    List<Header> headers = new ArrayList<>(wish.headers());
    headers.removeIf(it -> it.name().equalsIgnoreCase("Min-SE"));
    headers.add(new Header("Min-SE", Integer.toString(least)));
    return again(plan, so, headers);
  }

  /// The edge has put the answer to the challenge beside it, when it knows one.
  private static @Nullable Next challenged(
      Plan plan, CallPlan wish, Attempts so, DialogResponse response) {
    List<Header> credentials = response.credentials();
    if (credentials.isEmpty() || so.challenges() >= MAX_CHALLENGES) {
      return untried(plan, wish, so);
    }
    List<Header> headers = new ArrayList<>(wish.headers());
    headers.removeIf(it -> credentials.stream().anyMatch(answer -> isForSameRealm(it, answer)));
    headers.addAll(credentials);
    var next = new Attempts(so.invites() + 1, so.challenges() + 1, so.untried(), so.tried());
    return new Next(plan.state().theDialog().dialog().remoteTarget(), List.copyOf(headers), next);
  }

  private static boolean isForSameRealm(Header one, Header other) {
    String realm = realm(one);
    return one.name().equals(other.name()) && realm != null && realm.equals(realm(other));
  }

  private static @Nullable String realm(Header credentials) {
    int start = credentials.value().indexOf("realm=\"");
    int end = start < 0 ? -1 : credentials.value().indexOf('"', start + 7);
    return end < 0 ? null : credentials.value().substring(start, end);
  }

  private static Next again(Plan plan, Attempts so, List<Header> headers) {
    CallDialog dialog = plan.state().theDialog();
    var next = new Attempts(so.invites() + 1, so.challenges(), so.untried(), so.tried());
    return new Next(dialog.dialog().remoteTarget(), List.copyOf(headers), next);
  }
}
