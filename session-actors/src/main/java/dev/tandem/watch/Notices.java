package dev.tandem.watch;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SubscriptionCommand;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// The NOTIFYs of one subscription: one at a time, the newest state each time, none without news
/// unless one is owed. What is lost with a node is made up for by the next one.
final class Notices {
  /// What the entity tells itself.
  sealed interface Own extends SubscriptionCommand.Internal {
    enum Tick implements Own {
      /// The subscription's time is over.
      EXPIRED,
      /// What is watched may look different.
      CHANGED,
      /// Time to look.
      LOOK,
      /// Something may have been missed.
      RECONCILE,
      /// A node has died: perhaps the one whose Contact the subscriber has.
      EDGE_GONE
    }

    /// @param view null when nobody could tell
    record Seen(NotifierDoors.@Nullable View view) implements Own {}

    /// @param cseq of the NOTIFY
    /// @param reply null when the edge did not say
    record Notified(long cseq, @Nullable EdgeReply reply) implements Own {}
  }

  /// What is to be done about the subscription.
  enum Verdict {
    GO_ON,
    /// The subscriber is not there any more.
    GONE,
    /// What it watches will never be again.
    NOTHING_LEFT,
    /// The last NOTIFY has been answered.
    OVER
  }

  /// Beyond timer F, so that the edge has answered unless it has died.
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final Duration RECONCILE = Duration.ofSeconds(60);

  /// What slept with the same node is awake again after the first, most likely; by the second for
  /// sure.
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  private static final Duration SECOND_LOOK = Duration.ofSeconds(15);
  private static final int TRIES = 3;

  private final ActorContext<SubscriptionCommand> ctx;
  private final TimerScheduler<SubscriptionCommand> timers;
  private final NotifierDoors doors;
  private final Duration interval;
  private final InstantSource clock;
  private Set<String> keys = Set.of();
  private @Nullable Picture told;
  private long sent;
  private Instant last = Instant.EPOCH;
  private @Nullable ActorRef<EdgeCommand> via; // whose Contact the subscriber has
  private boolean looking;
  private boolean sending;
  private boolean owed;
  private boolean changed;
  private boolean credited;
  private int failures;

  Notices(
      ActorContext<SubscriptionCommand> ctx,
      TimerScheduler<SubscriptionCommand> timers,
      NotifierDoors doors,
      Duration interval,
      InstantSource clock) {
    this.ctx = ctx;
    this.timers = timers;
    this.doors = doors;
    this.interval = interval;
    this.clock = clock;
  }

  long sent() {
    return sent;
  }

  Set<String> keys() {
    return keys;
  }

  boolean busy() {
    return looking || sending;
  }

  /// After the death of a node.
  void resume(NotifierState state) {
    sent = state.sentAtMost(clock.instant());
    var begun = state.begun();
    keys = begun == null ? Set.of() : Set.of(begun.watched());
    owed = true;
    timers.startSingleTimer(Own.Tick.LOOK, Own.Tick.LOOK, FIRST_LOOK);
    timers.startSingleTimer(Own.Tick.RECONCILE, Own.Tick.RECONCILE, SECOND_LOOK);
  }

  /// No more than the last one.
  void over() {
    timers.cancel(Own.Tick.LOOK);
    timers.cancel(Own.Tick.RECONCILE);
  }

  /// @param now whether a NOTIFY is owed, news or not
  void look(NotifierState state, boolean now) {
    owed |= now;
    var begun = state.begun();
    if (begun == null || busy()) {
      changed = true;
      return;
    }
    looking = true;
    changed = false;
    timers.cancel(Own.Tick.LOOK);
    if (state.isActive()) {
      timers.startSingleTimer(Own.Tick.RECONCILE, Own.Tick.RECONCILE, RECONCILE);
    }
    ctx.pipeToSelf(
        doors.look(begun.eventPackage(), begun.watched(), told), (view, _) -> new Own.Seen(view));
  }

  Verdict heard(NotifierState state, Own own) {
    return switch (own) {
      case Own.Tick tick -> {
        if (state.isActive() || (sending && tick == Own.Tick.EDGE_GONE)) {
          ticked(state, tick);
        }
        yield Verdict.GO_ON;
      }
      case Own.Seen(var view) -> seen(state, view);
      case Own.Notified(long cseq, var reply) ->
          sending && cseq == sent ? notified(state, reply) : Verdict.GO_ON;
    };
  }

  private void ticked(NotifierState state, Own.Tick tick) {
    switch (tick) {
      case CHANGED -> changed(state);
      case LOOK -> look(state, false);
      case RECONCILE -> look(state, isEdgeGone());
      case EDGE_GONE -> {
        if (isEdgeGone()) {
          sending = false; // whoever would say how it went is dead
          look(state, true);
        }
      }
      case EXPIRED -> {} // the entity's
    }
  }

  /// Then the subscriber has to learn another Contact, news or not, or nobody hears its refresh.
  private boolean isEdgeGone() {
    return via != null && !via.equals(doors.edge(via));
  }

  /// Not before its time, and then what is newest.
  private void changed(NotifierState state) {
    if (busy()) {
      changed = true;
      return;
    }
    Duration since = Duration.between(last, clock.instant());
    if (since.compareTo(interval) >= 0) {
      look(state, false);
    } else if (!timers.isTimerActive(Own.Tick.LOOK)) {
      timers.startSingleTimer(Own.Tick.LOOK, Own.Tick.LOOK, interval.minus(since));
    }
  }

  private Verdict seen(NotifierState state, NotifierDoors.@Nullable View view) {
    looking = false;
    if (view == null && state.isActive()) {
      timers.startSingleTimer(Own.Tick.LOOK, Own.Tick.LOOK, FIRST_LOOK);
      return Verdict.GO_ON;
    }
    Picture picture = view == null ? told : view.picture();
    if (view != null && !view.keys().equals(keys)) {
      keys = view.keys();
      changed = true; // what happened before anybody listened for these
    }
    if (owed || (picture != null && picture.isNews(told))) {
      owed = false;
      told = picture;
      send(state, List.of());
    } else {
      again(state);
    }
    return sending || state.isActive() ? Verdict.GO_ON : Verdict.OVER;
  }

  private void again(NotifierState state) {
    if (owed) {
      look(state, false); // also the last one
    } else if (changed && state.isActive()) {
      changed = false;
      changed(state);
    }
  }

  private void send(NotifierState state, List<Header> credentials) {
    var begun = state.begun();
    ActorRef<EdgeCommand> edge = begun == null ? null : edge(begun);
    if (begun == null || edge == null) {
      ctx.getSelf().tell(new Own.Notified(sent, null));
      sending = true;
      return;
    }
    sending = true;
    via = edge;
    long cseq = ++sent;
    last = clock.instant();
    List<Header> headers = new ArrayList<>(credentials);
    headers.add(new Header("Event", event(begun)));
    headers.add(new Header("Subscription-State", standing(state, begun)));
    Dialog dialog = begun.dialog();
    String body = document(begun);
    ctx.ask(
        EdgeReply.class,
        edge,
        PATIENCE,
        replyTo ->
            new EdgeCommand.Ask(
                "NOTIFY",
                dialog,
                cseq,
                headers,
                body.isEmpty() ? null : begun.eventPackage().contentType(),
                body,
                replyTo),
        (reply, _) -> new Own.Notified(cseq, reply));
  }

  /// The one the subscriber has come by, else the one it has heard from last, else any.
  private @Nullable ActorRef<EdgeCommand> edge(NotifierEvent.Begun begun) {
    ActorRef<EdgeCommand> edge = doors.edge(begun.edge());
    return via == null || begun.edge().equals(edge) ? edge : doors.edge(via);
  }

  private static String event(NotifierEvent.Begun begun) {
    String word = begun.eventPackage().word();
    return begun.eventId() == null ? word : word + ";id=" + begun.eventId();
  }

  private String standing(NotifierState state, NotifierEvent.Begun begun) {
    if (state.ended() != null) {
      return "terminated;reason=" + state.ended();
    }
    long left = Math.max(0, Duration.between(clock.instant(), begun.expires()).toSeconds());
    return "active;expires=" + left;
  }

  private String document(NotifierEvent.Begun begun) {
    return switch (told) {
      case Picture.Calls(var calls, _) -> DialogInfo.write(begun.entity(), sent - 1, calls);
      case Picture.Roster roster -> ConferenceInfo.write(begun.entity(), sent, roster);
      case null -> "";
    };
  }

  private Verdict notified(NotifierState state, @Nullable EdgeReply reply) {
    sending = false;
    boolean answered = reply instanceof EdgeReply.Answered;
    if (reply instanceof EdgeReply.Answered(var response)) {
      List<Header> credentials = response.credentials();
      if (!credentials.isEmpty() && !credited) {
        credited = true;
        send(state, credentials);
        return Verdict.GO_ON;
      }
      credited = false;
      failures = 0;
      if (Notifier.isGone(response.status())) {
        return Verdict.GONE;
      }
    } else if (reply != null) {
      return Verdict.GONE; // nobody is there (RFC 6665 §4.2.2)
    }
    if (!answered && state.isActive()) {
      return edgeLost();
    }
    again(state);
    return next(state);
  }

  /// The edge has died over it.
  private Verdict edgeLost() {
    if (++failures >= TRIES) {
      return Verdict.GONE;
    }
    owed = true;
    timers.startSingleTimer(Own.Tick.LOOK, Own.Tick.LOOK, FIRST_LOOK);
    return Verdict.GO_ON;
  }

  private Verdict next(NotifierState state) {
    if (!state.isActive()) {
      return busy() ? Verdict.GO_ON : Verdict.OVER;
    }
    boolean nothing = told instanceof Picture.Calls calls && calls.over();
    return nothing ? Verdict.NOTHING_LEFT : Verdict.GO_ON;
  }
}
