package dev.tandem.placement;

import dev.tandem.protocol.BridgePage;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.MediaLoad;
import dev.tandem.protocol.NodeCommand;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionPage;
import dev.tandem.protocol.SipUser;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.sharding.ShardRegion;

/// Tells the other nodes once a second how this one is, hears the same from them, and keeps the
/// picture in a [Placement] that anybody may read without asking.
public final class NodeDirectory {
  public static final ServiceKey<NodeCommand> KEY =
      ServiceKey.create(NodeCommand.class, "node-directory");

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int MAX_PAGE = 1000;

  private sealed interface Own extends NodeCommand.Internal {}

  private record Listed(Receptionist.Listing listing) implements Own {}

  private record Loaded(MediaLoad load) implements Own {}

  private record Shards(ShardRegion.ShardRegionStats stats) implements Own {}

  private record Tick() implements Own {}

  private static final Tick TICK = new Tick();

  private final ActorContext<NodeCommand> ctx;
  private final ThisNode node;
  private final Placement placement;
  private Set<ActorRef<NodeCommand>> others = Set.of();
  private MediaLoad load = new MediaLoad(0, 0, 0, false);
  private List<Integer> shards = List.of();

  public static Behavior<NodeCommand> create(ThisNode node, Placement placement) {
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(timers -> new NodeDirectory(ctx, timers, node, placement).running()));
  }

  private NodeDirectory(
      ActorContext<NodeCommand> ctx,
      TimerScheduler<NodeCommand> timers,
      ThisNode node,
      Placement placement) {
    this.ctx = ctx;
    this.node = node;
    this.placement = placement;
    var receptionist = ctx.getSystem().receptionist();
    receptionist.tell(Receptionist.register(KEY, ctx.getSelf()));
    receptionist.tell(
        Receptionist.subscribe(KEY, ctx.messageAdapter(Receptionist.Listing.class, Listed::new)));
    if (node.media() != null) {
      node.media()
          .tell(
              new MediaCommand.ReportLoad(ctx.messageAdapter(MediaLoad.class, Loaded::new), EVERY));
    }
    timers.startTimerWithFixedDelay(TICK, TICK, EVERY);
    tell();
  }

  private Behavior<NodeCommand> running() {
    return Behaviors.receiveMessage(command -> {
      switch (command) {
        case NodeCommand.Heard(var status) -> placement.heard(status);
        case NodeCommand.ListSessions(var after, int limit, var replyTo) ->
            replyTo.tell(sessions(after == null ? "" : after, limit));
        case NodeCommand.FindSessions(var users, var bridge, int limit, var replyTo) ->
            replyTo.tell(
                page(
                    it -> it.bridge() != null && it.bridge().equals(bridge) || isOf(it, users),
                    limit));
        case NodeCommand.ListBridges(int limit, var replyTo) -> replyTo.tell(bridges(limit));
        case NodeCommand.Leaves leaves -> leaves.replyTo().tell(leave(leaves));
        case NodeCommand.Drain _ -> node.drain().run();
        case Own own -> own(own);
        case NodeCommand.Internal _ -> {}
      }
      return Behaviors.same();
    });
  }

  private void own(Own own) {
    switch (own) {
      case Listed(var listing) -> listed(listing);
      case Loaded(var now) -> load = now;
      case Shards(var stats) -> {
        shards = stats.getStats().keySet().stream().map(Integer::valueOf).sorted().toList();
        tell();
      }
      case Tick _ -> {
        if (node.region() == null) {
          tell();
        } else {
          node.region()
              .tell(
                  ShardRegion.getRegionStatsInstance(),
                  org.apache.pekko.actor.typed.javadsl.Adapter.toClassic(
                      ctx.messageAdapter(ShardRegion.ShardRegionStats.class, Shards::new)));
        }
      }
    }
  }

  /// A node that is gone from the listing is gone from the cluster.
  private void listed(Receptionist.Listing listing) {
    Set<ActorRef<NodeCommand>> all = listing.getServiceInstances(KEY);
    Set<String> names = new HashSet<>(Set.of(node.name()));
    Set<ActorRef<NodeCommand>> found = new HashSet<>(all);
    found.remove(ctx.getSelf());
    for (ActorRef<NodeCommand> other : found) {
      var address = other.path().address();
      names.add(address.host().getOrElse(() -> "") + ":" + address.port().getOrElse(() -> 0));
    }
    placement.keep(names);
    others = found;
    tell();
  }

  private void tell() {
    NodeStatus status = status();
    placement.heard(status);
    var news = new NodeCommand.Heard(status);
    others.forEach(it -> it.tell(news));
  }

  private NodeStatus status() {
    return new NodeStatus(
        node.name(),
        node.roles(),
        node.sip(),
        node.http(),
        node.link(),
        node.database(),
        shards,
        node.sessions().size(),
        node.bridges().size(),
        load,
        node.draining().getAsBoolean(),
        node.journalAway().getAsBoolean(),
        Instant.now(),
        ctx.getSelf(),
        node.edge(),
        node.media());
  }

  private NodeCommand.StillHere leave(NodeCommand.Leaves leaves) {
    if (leaves.slot() == 0 && leaves.node().equals(node.name())) {
      tell(); // that it takes nothing new is to be known before anything moves
    }
    int[] found = new int[2];
    var live = node.sessions();
    live.all()
        .filter(it -> Math.floorMod(it.id().hashCode(), leaves.slots()) == leaves.slot())
        .forEach(it -> {
          if (leaves.media() && leaves.node().equals(it.mediaNode())) {
            found[0]++;
            live.tell(it.id(), new SessionCommand.LeaveMedia(leaves.node(), false));
          }
          if (leaves.edge() && leaves.node().equals(it.edge())) {
            found[1]++;
            live.tell(it.id(), new SessionCommand.LeaveEdge(leaves.node()));
          }
        });
    return new NodeCommand.StillHere(found[0], found[1]);
  }

  private static boolean isOf(SessionInfo info, List<String> users) {
    return !users.isEmpty()
        && (users.contains(SipUser.of(info.from())) || users.contains(SipUser.of(info.to())));
  }

  private SessionPage sessions(String after, int limit) {
    return page(it -> it.id().value().compareTo(after) > 0, limit);
  }

  private SessionPage page(Predicate<SessionInfo> wanted, int limit) {
    var live = node.sessions();
    List<SessionInfo> page =
        live.all()
            .filter(wanted)
            .sorted(Comparator.comparing(it -> it.id().value()))
            .limit(Math.clamp(limit, 1, MAX_PAGE))
            .toList();
    return new SessionPage(
        node.name(),
        page,
        live.size(),
        live.created.sum(),
        live.answered.sum(),
        live.failed.sum(),
        live.ended.sum());
  }

  private BridgePage bridges(int limit) {
    return new BridgePage(
        node.name(), node.bridges().all().limit(Math.clamp(limit, 1, MAX_PAGE)).toList());
  }
}
