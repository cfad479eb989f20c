package dev.tandem.session.core;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.session.core.Extensions.Refresh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The session timer (RFC 4028): who refreshes the call, how often, and what is said about it in
/// INVITE, re-INVITE, UPDATE and their 2xx.
final class RefreshPlan {
  private static final String SESSION_EXPIRES = "Session-Expires";
  private static final String MIN_SE = "Min-SE";

  /// §4: nobody may ask for less.
  static final int LEAST = 90;

  private RefreshPlan() {}

  // As the one who asks.

  /// What an INVITE of ours asks for, 0 for nothing.
  static int interval(Plan plan, List<Header> headers) {
    int wanted = (int) plan.settings.sessionExpires().toSeconds();
    return wanted == 0 ? 0 : Math.max(wanted, Headers.number(Headers.first(headers, MIN_SE)));
  }

  static List<Header> ofInvite(Plan plan, List<Header> wished) {
    int seconds = interval(plan, wished);
    if (seconds == 0) {
      return wished;
    }
    List<Header> headers = new ArrayList<>(wished);
    headers.add(new Header(SESSION_EXPIRES, Integer.toString(seconds)));
    return headers;
  }

  /// Of a re-INVITE or UPDATE of ours.
  static List<Header> ofRefresh(SessionState state) {
    Refresh refresh = state.extensions().refresh();
    return refresh.seconds() == 0
        ? List.of()
        : List.of(expires(refresh.seconds(), refresh.ours() ? "uac" : "uas"));
  }

  /// A 2xx to an INVITE, re-INVITE or UPDATE of ours. Without a word about it there is no session
  /// timer, or it stays as it is.
  static void answered(Plan plan, DialogResponse response) {
    Refresh present = plan.state().extensions().refresh();
    String value = expiresOf(response.headers());
    int seconds = Headers.number(value);
    boolean takesUpdate =
        present.byUpdate() || Headers.lists(response.headers(), "Allow", "UPDATE");
    if (seconds > 0) {
      boolean ours = !"uas".equals(Headers.parameter(value, "refresher"));
      agree(plan, new Refresh(Math.max(seconds, LEAST), ours, takesUpdate, false));
    } else {
      agree(plan, present.due(false));
    }
  }

  // As the one who answers.

  /// Whether the interval is one we do not take (§6).
  static boolean isTooSmall(List<Header> headers, boolean supported, CoreSettings settings) {
    int seconds = Headers.number(expiresOf(headers));
    return supported && seconds >= 0 && seconds < settings.leastSessionExpires().toSeconds();
  }

  static Header least(CoreSettings settings) {
    return new Header(MIN_SE, Long.toString(settings.leastSessionExpires().toSeconds()));
  }

  /// Headers of our 2xx to a first INVITE; agrees on them.
  static List<Header> answer(Plan plan, Invitation invitation) {
    return answer(
        plan,
        invitation.headers(),
        Headers.has(invitation.supported(), "timer"),
        Headers.has(invitation.allow(), "UPDATE"));
  }

  /// Headers of our 2xx to a re-INVITE or UPDATE; agrees on them.
  static List<Header> answer(Plan plan, DialogRequest request) {
    Refresh present = plan.state().extensions().refresh();
    boolean supported = isSupported(request.headers());
    if (Headers.number(expiresOf(request.headers())) < 0) {
      agree(plan, present);
      return present.seconds() == 0
          ? List.of()
          : said(present.seconds(), present.ours(), supported);
    }
    return answer(plan, request.headers(), supported, present.byUpdate());
  }

  static boolean isSupported(List<Header> headers) {
    return Headers.lists(headers, "Supported", "timer") || Headers.lists(headers, "k", "timer");
  }

  private static List<Header> answer(
      Plan plan, List<Header> asked, boolean supported, boolean takesUpdate) {
    String value = expiresOf(asked);
    int theirs = Headers.number(value);
    if (theirs < 0) {
      return List.of();
    }
    Refresh present = plan.state().extensions().refresh();
    int least = Math.max(LEAST, Headers.number(Headers.first(asked, MIN_SE)));
    int wanted = (int) plan.settings.sessionExpires().toSeconds();
    int seconds = Math.max(least, wanted == 0 ? theirs : Math.min(theirs, wanted));
    String named = Headers.parameter(value, "refresher");
    boolean ours =
        !supported
            || (named == null ? present.seconds() > 0 && present.ours() : named.equals("uas"));
    agree(plan, new Refresh(seconds, ours, takesUpdate, false));
    return said(seconds, ours, supported);
  }

  private static List<Header> said(int seconds, boolean ours, boolean supported) {
    Header expires = expires(seconds, ours ? "uas" : "uac");
    return supported && !ours ? List.of(expires, new Header("Require", "timer")) : List.of(expires);
  }

  // Both.

  private static void agree(Plan plan, Refresh refresh) {
    Refresh present = plan.state().extensions().refresh();
    if (!refresh.equals(present)) {
      plan.fact(
          refresh.equals(present.due(refresh.due()))
              ? new SessionEvent.RefreshDue(plan.target(), refresh.due())
              : new SessionEvent.RefreshAgreed(
                  plan.target(), refresh.seconds(), refresh.ours(), refresh.byUpdate()));
    }
    if (refresh.seconds() > 0) {
      plan.act(new SessionAction.StartTimer(SessionTimer.REFRESH, after(refresh)));
    }
  }

  /// §10: we refresh when half of the time is over; what nobody refreshes ends a little before its
  /// end.
  static Duration after(Refresh refresh) {
    int seconds = refresh.seconds();
    return Duration.ofSeconds(refresh.ours() ? seconds / 2 : seconds - Math.min(32, seconds / 3));
  }

  /// Time to refresh.
  static void due(Plan plan) {
    if (!plan.state().extensions().refresh().due()) {
      plan.fact(new SessionEvent.RefreshDue(plan.target(), true));
    }
    RenewalPlan.sendIfDue(plan);
  }

  private static @Nullable String expiresOf(List<Header> headers) {
    return Headers.first(headers, SESSION_EXPIRES, "x");
  }

  private static Header expires(int seconds, String refresher) {
    return new Header(SESSION_EXPIRES, seconds + ";refresher=" + refresher);
  }
}
