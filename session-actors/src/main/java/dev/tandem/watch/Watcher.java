package dev.tandem.watch;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.SubscriptionInfo.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What answers and NOTIFYs do to a subscription of ours (RFC 6665 §4.1), as pure functions.
public final class Watcher {
  /// News that the application has not heard yet; more NOTIFYs are told to come later.
  static final int MOST_WAITING = 64;

  static final int MAX_BODY = 65_536;

  /// Asked once more for longer, at most this long (423).
  static final long LONGEST = Duration.ofHours(24).toSeconds();

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration USUAL_RETRY = Duration.ofSeconds(60);

  /// Clocks and ways differ so much without saying anything.
  private static final Duration SLACK = Duration.ofSeconds(2);

  /// It makes no sense to come again (§4.1.3).
  private static final Set<String> FINAL = Set.of("rejected", "noresource", "invariant");

  /// One may come again at once.
  private static final Set<String> AT_ONCE = Set.of("deactivated", "timeout");

  /// What is to be done after a SUBSCRIBE that has failed.
  enum Next {
    /// The subscription stands; ask again later.
    AGAIN,
    /// The notifier has lost it: ask in a new dialog.
    ANEW,
    OVER
  }

  /// @param status of the answer to the NOTIFY
  /// @param fact null when nothing has to be kept
  /// @param standing null when there is nothing to tell
  /// @param retryIn when it is asked for anew, null when it need not or will not be
  record Heard(
      int status,
      @Nullable WatcherEvent fact,
      @Nullable Standing standing,
      @Nullable Duration retryIn) {}

  private Watcher() {}

  /// @param last CSeq of the last NOTIFY, -1 before
  /// @param waiting news the application has not heard yet
  /// @param failures one after the other, for the back-off
  /// @param callId of the next dialog, should there be one
  static Heard heard(
      @Nullable WatcherState state,
      Notifying news,
      long last,
      int waiting,
      int failures,
      String callId,
      Instant now) {
    if (state == null || state.ended() || isOther(state, news)) {
      return only(481);
    }
    if (state.notified() && news.cseq() <= last) {
      return only(news.cseq() == last ? 200 : 500); // RFC 3261 §12.2.2; the same once more
    }
    if (waiting >= MOST_WAITING) {
      return only(503);
    }
    Standing standing = Standing.of(news.standing());
    if (standing.state() == State.TERMINATED) {
      return terminated(state, standing, failures, callId, now);
    }
    return new Heard(200, change(state, news, standing, now), standing, null);
  }

  private static Heard only(int status) {
    return new Heard(status, null, null, null);
  }

  private static boolean isOther(WatcherState state, Notifying news) {
    return !news.callId().equals(state.dialog().callId())
        || state.notified() && !news.remoteTag().equals(state.dialog().remoteTag())
        || !isSameEvent(state.wanted().event(), news.event());
  }

  /// Packages and ids are compared with case, other parameters not at all (§8.2.1).
  static boolean isSameEvent(String ours, String theirs) {
    return word(ours).equals(word(theirs)) && Objects.equals(id(ours), id(theirs));
  }

  private static String word(String event) {
    return event.split(";", 2)[0].strip();
  }

  private static @Nullable String id(String event) {
    for (String part : event.split(";", -1)) {
      String text = part.strip();
      if (text.toLowerCase(Locale.ROOT).startsWith("id=")) {
        return text.substring(3);
      }
    }
    return null;
  }

  private static Heard terminated(
      WatcherState state, Standing standing, int failures, String callId, Instant now) {
    String reason = standing.reason();
    if (state.left() || (reason != null && FINAL.contains(reason))) {
      return new Heard(200, new WatcherEvent.Ended(reason), standing, null);
    }
    Duration wait =
        standing.retryAfter() >= 0
            ? Duration.ofSeconds(Math.min(standing.retryAfter(), LONGEST))
            : reason != null && AT_ONCE.contains(reason) ? Duration.ZERO : USUAL_RETRY;
    Duration least = backOff(failures);
    Duration retry = wait.compareTo(least) < 0 ? least : wait;
    return new Heard(200, lost(state, reason, callId, now.plus(retry)), standing, retry);
  }

  static WatcherEvent.Lost lost(
      WatcherState state, @Nullable String reason, String callId, Instant notBefore) {
    Dialog old = state.dialog();
    var next =
        new Dialog(
            callId,
            old.localUri(),
            old.localDisplayName(),
            old.localTag(),
            old.remoteUri(),
            null,
            "",
            state.wanted().uri(),
            List.of(),
            null);
    return new WatcherEvent.Lost(reason, next, notBefore);
  }

  /// Null when it changes nothing.
  private static @Nullable WatcherEvent change(
      WatcherState state, Notifying news, Standing standing, Instant now) {
    Instant expires = expires(state, standing, now);
    State next =
        standing.state() != null
            ? standing.state()
            : state.standing() == State.ASKED ? State.ACTIVE : state.standing();
    boolean moved = news.target() != null && !news.target().equals(state.dialog().remoteTarget());
    boolean sooner = state.expires() == null || expires.isBefore(state.expires().minus(SLACK));
    return state.notified() && next == state.standing() && !moved && !sooner
        ? null
        : new WatcherEvent.Notified(news.cseq(), next, expires, dialog(state, news));
  }

  /// A NOTIFY makes it shorter, never longer (§4.1.3).
  private static Instant expires(WatcherState state, Standing standing, Instant now) {
    Instant granted =
        state.expires() != null ? state.expires() : now.plusSeconds(state.wanted().seconds());
    Instant said =
        standing.expires() < 0 ? granted : now.plusSeconds(Math.min(standing.expires(), LONGEST));
    return said.isBefore(granted) ? said : granted;
  }

  /// The first NOTIFY makes the dialog (§4.4.1), whatever a 2xx of another branch has said.
  private static Dialog dialog(WatcherState state, Notifying news) {
    Dialog old = state.dialog();
    return state.notified()
        ? old.towards(news.target(), news.source())
        : new Dialog(
            old.callId(),
            old.localUri(),
            old.localDisplayName(),
            old.localTag(),
            old.remoteUri(),
            old.remoteDisplayName(),
            news.remoteTag(),
            news.target() == null ? old.remoteTarget() : news.target(),
            news.routes(),
            news.source());
  }

  /// What a 2xx changes.
  static WatcherEvent.Granted granted(
      WatcherState state, DialogResponse response, long seconds, Instant now) {
    Dialog old = state.dialog();
    List<String> routes = new ArrayList<>(response.recordRoutes());
    Collections.reverse(routes);
    boolean first = !state.hasDialog() && !response.remoteTag().isEmpty();
    Dialog dialog =
        first
            ? new Dialog(
                old.callId(),
                old.localUri(),
                old.localDisplayName(),
                old.localTag(),
                old.remoteUri(),
                old.remoteDisplayName(),
                response.remoteTag(),
                response.contact() == null ? old.remoteTarget() : response.contact(),
                routes,
                response.source())
            : old.towards(response.contact(), null);
    return new WatcherEvent.Granted(dialog, now.plusSeconds(seconds));
  }

  static Next failed(WatcherState state, int status, Instant now) {
    boolean troubleOfTheMoment =
        status >= 500 && status < 600 && status != 501 && status != 505
            || status == 408
            || status == 480
            || status == 491;
    if (state.left() || !state.established()) {
      return Next.OVER;
    }
    if (!state.hasDialog()) {
      return troubleOfTheMoment || status == 481 ? Next.AGAIN : Next.OVER;
    }
    if (status == 481 || state.isPast(now)) {
      return Next.ANEW;
    }
    return troubleOfTheMoment ? Next.AGAIN : Next.OVER;
  }

  /// A second, and twice as long each time.
  static Duration backOff(int failures) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures, 20));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  /// Early enough for a few repeats: a tenth of the time, 10 s at least.
  static Duration refreshAfter(Duration left) {
    long millis = left.toMillis();
    return Duration.ofMillis(
        millis <= 20_000 ? Math.max(1_000, millis / 2) : millis - Math.max(10_000, millis / 10));
  }

  static @Nullable WatcherState evolve(@Nullable WatcherState state, WatcherEvent fact) {
    if (fact instanceof WatcherEvent.Begun begun) {
      return WatcherState.of(begun);
    }
    return state == null ? null : next(state, fact);
  }

  private static WatcherState next(WatcherState state, WatcherEvent fact) {
    return switch (fact) {
      case WatcherEvent.Begun begun -> WatcherState.of(begun);
      case WatcherEvent.Asked(long cseq, var edge) -> state.asked(cseq, edge);
      case WatcherEvent.Granted(var dialog, var expires) -> state.granted(dialog, expires);
      case WatcherEvent.Notified notified -> state.notified(notified);
      case WatcherEvent.Lost lost -> state.lost(lost);
      case WatcherEvent.Lengthened(long seconds) -> state.wanting(state.wanted().lasting(seconds));
      case WatcherEvent.Left _ -> state.leaving(false);
      case WatcherEvent.Ended _ -> state.leaving(true);
    };
  }
}
