package dev.tandem.watch;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.Subscribing;
import dev.tandem.protocol.SubscriptionReply;
import dev.tandem.protocol.SubscriptionReply.Refusal;
import dev.tandem.watch.SubscriptionSettings.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a SUBSCRIBE and the answer to a NOTIFY do to a subscription (RFC 6665 §4.2), as pure
/// functions.
public final class Notifier {
  static final String TIMEOUT = "timeout";
  static final String NO_RESOURCE = "noresource";

  /// The subscriber is gone or does not want to hear (§4.2.2); others are troubles of the moment.
  private static final Set<Integer> FATAL =
      Set.of(404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604);

  /// @param owes whether a NOTIFY has to follow
  record Decision(List<NotifierEvent> facts, SubscriptionReply reply, boolean owes) {}

  /// Room for one more.
  ///
  /// @param node whether the node has any
  /// @param subscriber whether this subscriber may have one
  record Room(boolean node, boolean subscriber) {}

  private Notifier() {}

  /// @param localTag ours in the dialog
  /// @param sent NOTIFYs so far
  static Decision subscribe(
      NotifierState state,
      Subscribing asked,
      String localTag,
      Limits limits,
      Room room,
      long sent,
      Instant now) {
    Subscribing.Begin begin = asked.begins();
    NotifierEvent.Begun begun = state.begun();
    if (begun == null) {
      return begin == null
          ? refused(Refusal.UNKNOWN, 0)
          : begin(asked, begin, localTag, limits, room, now);
    }
    if (!isOther(begun.dialog(), asked) && !state.isActive() && asked.seconds() == 0) {
      return granted(List.of(), Duration.ZERO, false); // the edge asks again
    }
    if (!state.isActive() || isOther(begun.dialog(), asked)) {
      return refused(Refusal.UNKNOWN, 0);
    }
    if (asked.cseq() == begun.remoteCseq()) {
      return granted(List.of(), Duration.between(now, begun.expires()), false); // the same again
    }
    return asked.cseq() < begun.remoteCseq()
        ? refused(Refusal.OUT_OF_ORDER, 0)
        : refresh(asked, limits, sent, now);
  }

  private static boolean isOther(Dialog dialog, Subscribing asked) {
    return !dialog.callId().equals(asked.callId()) || !dialog.remoteTag().equals(asked.remoteTag());
  }

  private static Decision begin(
      Subscribing asked,
      Subscribing.Begin begin,
      String localTag,
      Limits limits,
      Room room,
      Instant now) {
    Duration lasts = lasts(asked.seconds(), limits);
    if (isTooBrief(lasts, limits)) {
      return refused(Refusal.TOO_BRIEF, limits.minExpires().toSeconds());
    }
    if (!room.node()) {
      return refused(Refusal.FULL, 0);
    }
    if (!room.subscriber()) {
      return refused(Refusal.TOO_MANY, limits.maxPerSubscriber());
    }
    var dialog =
        new Dialog(
            asked.callId(),
            begin.localUri(),
            null,
            localTag,
            begin.remoteUri(),
            null,
            asked.remoteTag(),
            asked.target(),
            begin.routes(),
            asked.source());
    NotifierEvent begun =
        new NotifierEvent.Begun(
            asked.eventPackage(),
            asked.eventId(),
            begin.watched(),
            begin.entity(),
            begin.subscriber(),
            dialog,
            asked.cseq(),
            asked.edge(),
            now,
            now.plus(lasts));
    return granted(lasts.isZero() ? List.of(begun, ended(TIMEOUT)) : List.of(begun), lasts, true);
  }

  private static Decision refresh(Subscribing asked, Limits limits, long sent, Instant now) {
    Duration lasts = lasts(asked.seconds(), limits);
    if (lasts.isZero()) {
      return granted(List.of(ended(TIMEOUT)), lasts, true); // §4.1.2.3 has no reason of its own
    }
    return isTooBrief(lasts, limits)
        ? refused(Refusal.TOO_BRIEF, limits.minExpires().toSeconds())
        : granted(
            List.of(
                new NotifierEvent.Refreshed(
                    asked.cseq(),
                    now.plus(lasts),
                    asked.target(),
                    asked.source(),
                    asked.edge(),
                    sent)),
            lasts,
            true);
  }

  private static Duration lasts(long seconds, Limits limits) {
    if (seconds < 0) {
      return limits.defaultExpires();
    }
    // Compared before it is made a Duration: 2^32-1 is allowed on the wire.
    return seconds > limits.maxExpires().toSeconds()
        ? limits.maxExpires()
        : Duration.ofSeconds(seconds);
  }

  private static boolean isTooBrief(Duration lasts, Limits limits) {
    return !lasts.isZero() && lasts.compareTo(limits.minExpires()) < 0;
  }

  private static Decision granted(List<NotifierEvent> facts, Duration lasts, boolean owes) {
    return new Decision(facts, new SubscriptionReply.Granted(Math.max(0, lasts.toSeconds())), owes);
  }

  private static Decision refused(Refusal why, long limit) {
    return new Decision(List.of(), new SubscriptionReply.Refused(why, limit), false);
  }

  static NotifierEvent ended(String reason) {
    return new NotifierEvent.Ended(reason);
  }

  /// Whether a subscriber that answers a NOTIFY so has to be left alone.
  ///
  /// @param status null when nobody has answered
  static boolean isGone(@Nullable Integer status) {
    return status == null || FATAL.contains(status);
  }

  static NotifierState evolve(NotifierState state, NotifierEvent fact) {
    return switch (fact) {
      case NotifierEvent.Begun begun -> new NotifierState(begun, 0, null);
      case NotifierEvent.Refreshed refreshed ->
          new NotifierState(with(state.begun(), refreshed), refreshed.sent(), null);
      case NotifierEvent.Ended(var reason) ->
          new NotifierState(state.begun(), state.sent(), reason);
    };
  }

  private static NotifierEvent.@Nullable Begun with(
      NotifierEvent.@Nullable Begun begun, NotifierEvent.Refreshed refreshed) {
    return begun == null
        ? null
        : new NotifierEvent.Begun(
            begun.eventPackage(),
            begun.eventId(),
            begun.watched(),
            begun.entity(),
            begun.subscriber(),
            begun.dialog().towards(refreshed.target(), refreshed.source()),
            refreshed.remoteCseq(),
            refreshed.edge(),
            begun.since(),
            refreshed.expires());
  }
}
