package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.api.BridgeControl.Subscription;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.api.SessionException;
import dev.tandem.node.cli.RunningNode;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.Role;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.edge.AccessParts;
import dev.tandem.node.edge.AuthSettings;
import dev.tandem.node.edge.TrunkPeers;
import dev.tandem.node.journal.Journal;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.session.SessionSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/// All parts of one node, wired. Parts are started in the order they need each other, and stopped
/// in the opposite one.
final class Node implements RunningNode {
  private final Ground ground;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final CompletionStage<Done> out;
  private final CallPart calls;
  private final LinkPart links;
  private final @Nullable KeptCalls kept;
  private final @Nullable MediaPart media;
  private final @Nullable EdgePart edge;
  private final HttpPart http;
  private volatile Runnable onLeave = this::drainAndStop;

  /// Blocks until the node is a member of its cluster and calls can come.
  ///
  /// @throws StartupFailure with one line for the operator
  static Node start(Config given, Application application, SessionCoordinator coordinator) {
    NodeSettings settings = NodeSettings.from(given);
    Config config = NodeConfig.derive(given, settings);
    PortProbe.check(config, settings);
    var opened = new Opened();
    try {
      return new Node(settings, config, application, coordinator, opened);
    } catch (RuntimeException e) {
      opened.closeAll();
      throw e;
    }
  }

  private Node(
      NodeSettings settings,
      Config config,
      Application application,
      SessionCoordinator coordinator,
      Opened opened) {
    var sessionSettings = SessionSettings.from(config);
    var sounds = SoundCheck.of(config);
    var tables = opened.tables(StateTables.open(sessionSettings));
    byte[] secret = ClusterSecret.of(settings);
    Journal journal = opened.journal(settings, config);
    var system = opened.system(ActorSystems.create(config, journal));
    var access =
        new AccessParts(
            AuthSettings.from(config),
            UserSources.open(config, application.credentials(), journal),
            secret);
    var membership = new Membership(system);
    out = membership.out();
    var placement = new Placement(membership.name(), sessionSettings.shards());
    ground = new Ground(settings, config, system, membership, placement, journal);
    calls =
        new CallPart(
            ground,
            sessionSettings,
            tables,
            sounds,
            access.users(),
            application.handler(),
            coordinator);
    var losses = new Losses(calls.live(), calls.outside().live(), placement);
    links = opened.links(LinkPart.start(system, settings, secret, placement, journal, losses));
    membership.join(settings.cluster().seeds(), settings.startLimit());
    calls.start();
    kept = journal == null ? null : KeptCalls.start(ground, journal, calls);
    media =
        ground.has(Role.MEDIA)
            ? opened.media(MediaPart.start(system, config, calls.doors()))
            : null;
    if (media != null && settings.roles().size() == 1) {
      media.lingerWhenCutOff(system);
    }
    edge = ground.has(Role.EDGE) ? opened.edge(startEdge(access)) : null;
    http = opened.http(HttpPart.start(ground, calls, kept));
    announce();
    count();
    http.require(ground, links);
    membership.awaitReady(
        placement, calls.doors(), calls.shards(), ground.has(Role.SESSION), settings.startLimit());
    calls.trunks().begin();
    if (kept != null) {
      kept.wakeUp().begin(placement::isFirstSessionNode);
    }
    http.health().markStarted();
  }

  private EdgePart startEdge(AccessParts access) {
    return EdgePart.start(
        ground.system(),
        ground.config(),
        calls.doors(),
        calls.tags(),
        ground.placement(),
        access,
        calls.registrarParts(),
        new TrunkPeers(calls.trunks().book()),
        calls.outside().parts());
  }

  private void announce() {
    Presence.announce(
        ground, calls, links, edge, media, http.address(), draining::get, this::leave);
  }

  private void count() {
    new NodeMetrics(http.metrics())
        .bind(
            calls,
            edge,
            media,
            ground.journal(),
            links.metrics(),
            kept == null ? null : kept.keeper().counters());
  }

  @Override
  public List<String> listeners() {
    List<String> lines = new ArrayList<>();
    if (edge != null) {
      edge.listeners().forEach(it -> lines.add("sip " + it));
    }
    if (media != null) {
      lines.add("rtp " + media.ports());
    }
    lines.add("http " + http.address());
    lines.add("cluster " + ground.placement().view().own());
    return lines;
  }

  List<InetSocketAddress> sipAddresses() {
    return edge == null ? List.of() : edge.addresses();
  }

  CallPart calls() {
    return calls;
  }

  boolean draining() {
    return draining.get();
  }

  Subscription subscribeToRecords(Consumer<CallRecord> subscriber) {
    if (kept == null) {
      throw new SessionException(
          ErrorKind.UNAVAILABLE, "this node keeps no sessions, so it has no records");
    }
    return kept.feed().subscribe(subscriber);
  }

  @Override
  public boolean ready() {
    return http.health().ready().well();
  }

  /// No new calls. In a cluster those that are up move to the other nodes; a node on its own gives
  /// them until `limit` to end by themselves, and then hangs up.
  @Override
  public void drainAndStop(Duration limit) {
    draining.set(true);
    http.health().markDraining();
    if (edge != null) {
      edge.drain();
    }
    if (media != null) {
      media.node().drain();
    }
    Placement placement = ground.placement();
    boolean alone = placement.view().nodes().size() <= 1;
    if (alone) {
      new Farewell(calls.live(), calls.asks()).await(limit);
    } else {
      new Drain(ground.system(), placement).run(limit);
    }
    if (!placement.otherTakes(Role.SESSION.word())) {
      calls.trunks().unregister();
    }
    close();
  }

  private void drainAndStop() {
    drainAndStop(ground.settings().stopGrace());
  }

  /// Asked for from elsewhere in the cluster.
  private void leave() {
    Runnable how = onLeave;
    Thread.ofVirtual().name("drain").start(how);
  }

  @Override
  public void onLeave(Runnable how) {
    onLeave = how;
  }

  @Override
  public CompletionStage<Done> out() {
    return out;
  }

  @Override
  public CompletionStage<Done> terminated() {
    return ground.system().getWhenTerminated();
  }

  @Override
  public void close() {
    http.stop(Duration.ofMillis(200));
    if (edge != null) {
      edge.close();
    }
    Membership.leave(ground.system());
    if (kept != null) {
      kept.wakeUp().close();
    }
    if (media != null) {
      media.close();
    }
    calls.tables().close();
    links.close();
    if (kept != null) {
      kept.keeper().close();
    }
    Journal journal = ground.journal();
    if (journal != null) {
      journal.close();
    }
    http.metrics().close();
  }
}
