package dev.tandem.media.pool;

import dev.tandem.media.MediaNode;
import dev.tandem.media.MediaSettings;
import dev.tandem.media.loop.Leg;
import dev.tandem.media.loop.LegPlan;
import dev.tandem.media.loop.LoopListener;
import dev.tandem.media.loop.MediaLoop;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.LegStatistics;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.MediaLoad;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.MediaReply.Cause;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Commands a media node's legs. Never waits: ports are bound here (a few system calls), everything
/// else is posted to a loop, whose answers go straight to who asked.
public final class MediaPool {
  /// Most actors that hear the load; one more is not told, and that is logged.
  static final int MAX_LOAD_LISTENERS = 256;

  private static final Duration LEAST_REPORT = Duration.ofMillis(100);

  private sealed interface Message {}

  private record Asked(MediaCommand command) implements Message {}

  private record Drained(Leg leg) implements Message {}

  private record Silent(LegId leg, Duration silentFor) implements Message {}

  private record MaybeOrphaned(LegId leg) implements Message {}

  private record TellLoad(ActorRef<MediaLoad> to) implements Message {}

  private record ListenerGone(ActorRef<MediaLoad> to) implements Message {}

  /// What the pool knows of an open leg.
  private static final class Entry {
    final Leg leg;
    final MediaReply.Opened opened;
    @Nullable LegRemote remote;
    Treatment treatment;
    Muting muting;
    long version;

    Entry(
        Leg leg,
        MediaReply.Opened opened,
        @Nullable LegRemote remote,
        Treatment treatment,
        Muting muting) {
      this.leg = leg;
      this.opened = opened;
      this.remote = remote;
      this.treatment = treatment;
      this.muting = muting;
    }
  }

  private final ActorContext<Message> ctx;
  private final TimerScheduler<Message> timers;
  private final MediaNode node;
  private final boolean ownsNode;
  private final MediaEvents events;
  private final SocketPairs sockets;
  private final SecureRandom random = new SecureRandom();
  private final Map<LegId, Entry> legs = new HashMap<>();
  private final Map<LegId, Leg> closed = new HashMap<>();
  private final Set<ActorRef<MediaLoad>> listeners = new HashSet<>();
  private int draining;

  /// Starts a node's loops and commands them; they stop with the actor.
  public static Behavior<MediaCommand> create(MediaSettings settings, MediaEvents events) {
    return Behaviors.setup(_ -> create(MediaNode.start(settings), events, true));
  }

  /// Commands loops that somebody else starts and closes, after this actor has stopped.
  public static Behavior<MediaCommand> create(MediaNode node, MediaEvents events) {
    return create(node, events, false);
  }

  private static Behavior<MediaCommand> create(
      MediaNode node, MediaEvents events, boolean ownsNode) {
    Behavior<Message> behavior =
        Behaviors.setup(ctx ->
            Behaviors.withTimers(
                timers -> new MediaPool(ctx, timers, node, events, ownsNode).running()));
    return Behaviors.transformMessages(
        MediaCommand.class, behavior, from -> from.match(MediaCommand.class, Asked::new));
  }

  private MediaPool(
      ActorContext<Message> ctx,
      TimerScheduler<Message> timers,
      MediaNode node,
      MediaEvents events,
      boolean ownsNode) {
    this.ctx = ctx;
    this.timers = timers;
    this.node = node;
    this.events = events;
    this.ownsNode = ownsNode;
    this.sockets = new SocketPairs(node.settings().io(), node.settings().ports());
    node.listen(listener(ctx.getSelf()));
    report();
  }

  private static LoopListener listener(ActorRef<Message> self) {
    return new LoopListener() {
      @Override
      public void drained(Leg leg) {
        self.tell(new Drained(leg));
      }

      @Override
      public void silent(LegId leg, Duration silentFor) {
        self.tell(new Silent(leg, silentFor));
      }

      @Override
      public void maybeOrphaned(LegId leg) {
        self.tell(new MaybeOrphaned(leg));
      }
    };
  }

  private Behavior<Message> running() {
    return Behaviors.receive(Message.class)
        .onAnyMessage(this::on)
        .onSignal(PostStop.class, _ -> stopped())
        .build();
  }

  private Behavior<Message> on(Message message) {
    switch (message) {
      case Asked(var command) -> carryOut(command);
      case Drained(var leg) -> drained(leg);
      case Silent(var leg, var silentFor) -> events.legSilent(leg, silentFor);
      case MaybeOrphaned(var leg) -> audit(leg);
      case TellLoad(var to) -> to.tell(load());
      case ListenerGone(var to) -> forgetListener(to);
    }
    return Behaviors.same();
  }

  private void carryOut(MediaCommand command) {
    switch (command) {
      case MediaCommand.Open open -> open.replyTo().tell(open(open));
      case MediaCommand.Change change -> change.replyTo().tell(change(change));
      case MediaCommand.Close(var leg, var replyTo) -> close(leg, replyTo);
      case MediaCommand.Describe(var leg, var replyTo) -> describe(leg, replyTo);
      case MediaCommand.ReportLoad(var to, var every) -> listen(to, every);
    }
  }

  private MediaReply open(MediaCommand.Open open) {
    Entry known = legs.get(open.leg());
    if (known != null) {
      return known.opened;
    }
    Optional<MediaReply> refusal = refusal(open.leg());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    SocketPairs.Pair pair = sockets.bind();
    if (pair == null) {
      return new MediaReply.Refused(
          open.leg(), Cause.NO_PORTS, sockets.size() + " port pairs, none free");
    }
    return open(open, pair);
  }

  private MediaReply open(MediaCommand.Open open, SocketPairs.Pair pair) {
    MediaLoop home = homeOf(open.treatment(), null);
    Leg leg = new Leg(open.leg(), pair.rtp(), pair.rtcp(), home, random);
    String host = node.settings().ports().advertised();
    var opened = new MediaReply.Opened(open.leg(), host, pair.port(), pair.port() + 1);
    Muting muting = open.muting() == null ? Muting.NONE : open.muting();
    var entry = new Entry(leg, opened, open.remote(), open.treatment(), muting);
    legs.put(open.leg(), entry);
    home.attach(leg, plan(entry, home));
    report();
    return opened;
  }

  private Optional<MediaReply> refusal(LegId leg) {
    if (node.draining() || !node.healthy()) {
      return refused(leg, Cause.DRAINING, "the node takes no new legs");
    }
    if (legs.size() >= node.settings().maxLegs()) {
      return refused(leg, Cause.OVERLOADED, legs.size() + " legs are open");
    }
    double load = node.loadPercent();
    if (load > node.settings().maxLoadPercent()) {
      return refused(leg, Cause.OVERLOADED, "busiest loop at " + Math.round(load) + " %");
    }
    return Optional.empty();
  }

  private static Optional<MediaReply> refused(LegId leg, Cause cause, String detail) {
    return Optional.of(new MediaReply.Refused(leg, cause, detail));
  }

  private MediaReply change(MediaCommand.Change change) {
    Entry entry = legs.get(change.leg());
    if (entry == null) {
      return new MediaReply.Unknown(change.leg());
    }
    LegRemote remote = change.remote() == null ? entry.remote : change.remote();
    Treatment treatment = change.treatment() == null ? entry.treatment : change.treatment();
    Muting muting = change.muting() == null ? entry.muting : change.muting();
    if (Objects.equals(remote, entry.remote)
        && treatment.equals(entry.treatment)
        && muting == entry.muting) {
      return new MediaReply.Changed(change.leg()); // a peer behind a NAT must not be latched anew
    }
    entry.remote = remote;
    entry.treatment = treatment;
    entry.muting = muting;
    entry.version++;
    MediaLoop present = entry.leg.home();
    present.apply(entry.leg, plan(entry, homeOf(entry.treatment, present)));
    return new MediaReply.Changed(change.leg());
  }

  private MediaLoop homeOf(Treatment treatment, @Nullable MediaLoop present) {
    if (treatment.bridge() != null) {
      return node.loopOf(treatment.bridge());
    }
    return present == null ? node.leastLoaded() : present;
  }

  private LegPlan plan(Entry entry, MediaLoop home) {
    LegRemote remote = entry.remote;
    String file = entry.treatment.file();
    return new LegPlan(
        entry.version,
        remote,
        remote == null ? null : NumericAddress.of(remote.host(), remote.rtpPort()),
        remote == null ? null : NumericAddress.of(remote.host(), remote.rtcpPort()),
        entry.treatment,
        entry.muting,
        file == null ? null : node.sounds().of(file),
        home);
  }

  private void close(LegId id, @Nullable ActorRef<MediaReply> replyTo) {
    Entry entry = legs.remove(id);
    Leg before = closed.get(id);
    if (entry != null) {
      closed.put(id, entry.leg);
      draining++;
      entry.leg.home().close(entry.leg, figures -> answerClosed(id, replyTo, figures));
      report();
    } else if (before != null) {
      before.home().describe(before, figures -> answerClosed(id, replyTo, figures));
    } else {
      answerClosed(id, replyTo, LegStatistics.EMPTY);
    }
  }

  private static void answerClosed(
      LegId id, @Nullable ActorRef<MediaReply> replyTo, LegStatistics figures) {
    if (replyTo != null) {
      replyTo.tell(new MediaReply.Closed(id, figures));
    }
  }

  private void describe(LegId id, ActorRef<MediaReply> replyTo) {
    Entry entry = legs.get(id);
    if (entry == null) {
      replyTo.tell(new MediaReply.Unknown(id));
      return;
    }
    entry
        .leg
        .home()
        .describe(entry.leg, figures -> replyTo.tell(new MediaReply.Described(id, figures)));
  }

  private void drained(Leg leg) {
    closed.remove(leg.id(), leg);
    draining--;
    sockets.giveBack(leg.rtpSocket(), leg.rtcpSocket());
    report();
  }

  private void audit(LegId leg) {
    if (legs.containsKey(leg)) {
      events.auditLeg(leg);
    }
  }

  private void listen(ActorRef<MediaLoad> to, Duration every) {
    if (!listeners.contains(to)) {
      if (listeners.size() >= MAX_LOAD_LISTENERS) {
        ctx.getLog().warn("load not reported to {}: {} listeners already", to, listeners.size());
        return;
      }
      listeners.add(to);
      ctx.watchWith(to, new ListenerGone(to));
    }
    Duration interval = every.compareTo(LEAST_REPORT) < 0 ? LEAST_REPORT : every;
    timers.startTimerWithFixedDelay(to, new TellLoad(to), interval);
    to.tell(load());
  }

  private void forgetListener(ActorRef<MediaLoad> to) {
    listeners.remove(to);
    timers.cancel(to);
  }

  private MediaLoad load() {
    int capacity = Math.min(sockets.size(), node.settings().maxLegs());
    return new MediaLoad(legs.size(), capacity, node.loadPercent(), node.draining());
  }

  private void report() {
    node.poolIs(legs.size(), sockets.free(), draining);
  }

  private Behavior<Message> stopped() {
    if (ownsNode) {
      node.close();
    }
    return Behaviors.stopped();
  }
}
