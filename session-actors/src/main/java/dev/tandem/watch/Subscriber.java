package dev.tandem.watch;

import dev.tandem.api.Notification;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionInfo;
import dev.tandem.protocol.SubscriptionInfo.State;
import dev.tandem.protocol.WatcherCommand;
import dev.tandem.protocol.WatcherReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/// The SUBSCRIBEs of one subscription, one at a time, and what the application and those who ask
/// are told of it. Nothing of it is kept.
final class Subscriber {
  /// What the entity tells itself.
  sealed interface Own extends WatcherCommand.Internal {}

  enum Tick implements Own {
    /// A SUBSCRIBE is due.
    ASK,
    /// No NOTIFY has come.
    SILENT,
    /// Is the edge still there?
    LOOK
  }

  /// @param seconds asked for
  /// @param reply null when the edge did not say
  record Answered(long cseq, long seconds, @Nullable EdgeReply reply) implements Own {}

  /// The application has heard one.
  record Delivered() implements Own {}

  /// Beyond timer F, so that the edge has answered unless it has died.
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final int MOST_ASKERS = 16;
  private static final long NONE = -1;

  private final SubscriptionId id;
  private final ActorContext<WatcherCommand> ctx;
  private final WatcherDoors doors;
  private final List<ActorRef<WatcherReply>> askers = new ArrayList<>();
  private long underWay = NONE;
  private boolean heard;
  private int waiting;
  private @Nullable String problem;
  private @Nullable String contentType;
  private String body = "";

  Subscriber(SubscriptionId id, ActorContext<WatcherCommand> ctx, WatcherDoors doors) {
    this.id = id;
    this.ctx = ctx;
    this.doors = doors;
  }

  boolean busy() {
    return underWay != NONE;
  }

  /// Whether a NOTIFY has come since the last SUBSCRIBE.
  boolean heard() {
    return heard;
  }

  int waiting() {
    return waiting;
  }

  void delivered() {
    waiting--;
  }

  void awaits(ActorRef<WatcherReply> asker) {
    if (askers.size() < MOST_ASKERS) {
      askers.add(asker);
    }
  }

  void send(WatcherState state, ActorRef<EdgeCommand> edge, List<Header> credentials) {
    long cseq = state.cseq();
    long seconds = state.left() ? 0 : state.wanted().seconds();
    underWay = cseq;
    heard = false;
    List<Header> headers = new ArrayList<>(credentials);
    headers.add(new Header("Event", state.wanted().event()));
    headers.add(new Header("Expires", Long.toString(seconds)));
    if (!state.wanted().accept().isEmpty()) {
      headers.add(new Header("Accept", String.join(", ", state.wanted().accept())));
    }
    ctx.ask(
        EdgeReply.class,
        edge,
        PATIENCE,
        replyTo ->
            new EdgeCommand.Ask("SUBSCRIBE", state.dialog(), cseq, headers, null, "", replyTo),
        (reply, _) -> new Answered(cseq, seconds, reply));
  }

  /// Else it is what was under way, and is no more.
  boolean isStale(Answered answered) {
    if (answered.cseq() != underWay) {
      return true;
    }
    underWay = NONE;
    return false;
  }

  /// Of what is under way nobody wants to hear any more.
  void forget() {
    underWay = NONE;
  }

  void failed(String why) {
    problem = why;
  }

  void granted(WatcherState state) {
    problem = null;
    askers.forEach(it -> it.tell(told(state)));
    askers.clear();
  }

  void refuse(String why) {
    boolean silent = problem != null && (problem.startsWith("408") || problem.startsWith("503"));
    var kind = silent ? ErrorKind.UNAVAILABLE : ErrorKind.INVALID_STATE;
    askers.forEach(it -> it.tell(new WatcherReply.Refused(kind, "not subscribed: " + why)));
    askers.clear();
  }

  WatcherReply told(WatcherState state) {
    return new WatcherReply.Told(
        new SubscriptionInfo(
            id,
            state.wanted().uri(),
            state.wanted().event(),
            state.standing(),
            state.left(),
            state.since(),
            state.expires(),
            problem,
            contentType,
            body));
  }

  void hears(WatcherState state, Notifying news, Watcher.Heard how) {
    heard = true;
    contentType = news.contentType();
    body = news.body();
    Standing standing = how.standing();
    State said = standing == null ? null : standing.state();
    tell(
        state,
        said == null ? state.standing() : said,
        standing == null ? null : standing.reason(),
        how.retryIn());
  }

  /// It has ended without a NOTIFY.
  void over(WatcherState state, @Nullable String reason, @Nullable Duration retryIn) {
    problem = reason;
    contentType = null;
    body = "";
    tell(state, State.TERMINATED, reason, retryIn);
  }

  private void tell(
      WatcherState state, State said, @Nullable String reason, @Nullable Duration retryIn) {
    waiting++;
    var news =
        new Notification(
            id,
            state.wanted().uri(),
            state.wanted().event(),
            said,
            said == State.TERMINATED ? reason : null,
            retryIn,
            contentType,
            body);
    ctx.pipeToSelf(doors.notified(news), (_, _) -> new Delivered());
  }
}
