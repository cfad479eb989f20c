package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.api.BridgeControl.Subscription;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.api.SessionException;
import dev.tandem.bridge.LiveBridges;
import dev.tandem.node.cli.RunningNode;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.Role;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.edge.AccessParts;
import dev.tandem.node.edge.AuthSettings;
import dev.tandem.node.health.Health;
import dev.tandem.node.http.HttpServer;
import dev.tandem.node.http.HttpSettings;
import dev.tandem.node.journal.FreshIds;
import dev.tandem.node.journal.Journal;
import dev.tandem.node.journal.RecordKeeper;
import dev.tandem.node.metrics.Metrics;
import dev.tandem.placement.NodeDirectory;
import dev.tandem.placement.Placement;
import dev.tandem.placement.ThisNode;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.registrar.LiveAddresses;
import dev.tandem.registrar.RegistrarSettings;
import dev.tandem.session.HandlerCalls;
import dev.tandem.session.LiveSessions;
import dev.tandem.session.SessionEntity;
import dev.tandem.session.SessionSettings;
import dev.tandem.session.SessionSharding;
import dev.tandem.session.core.SessionCore;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.jspecify.annotations.Nullable;

/// All parts of one node, wired. Parts are started in the order they need each other, and stopped
/// in the opposite one.
final class Node implements RunningNode {
  private final NodeSettings settings;
  private final SessionSettings sessionSettings;
  private final Health health = new Health();
  private final Metrics metrics = new Metrics();
  private final LiveSessions live = new LiveSessions();
  private final LiveBridges liveBridges = new LiveBridges();
  private final BridgeNotices notices = new BridgeNotices();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final @Nullable Journal journal;
  private final ActorSystem<Void> system;
  private final Placement placement;
  private final ClusterDoors doors;
  private final Asks asks;
  private final CompletionStage<Done> out;
  private final LinkPart links;
  private final @Nullable RecordFeed feed;
  private final @Nullable RecordKeeper keeper;
  private final @Nullable WakeUp wakeUp;
  private final @Nullable EdgePart edge;
  private final @Nullable MediaPart media;
  private final HttpServer http;
  private volatile Runnable onLeave = () -> drainAndStop(settings().stopGrace());

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
    this.settings = settings;
    sessionSettings = SessionSettings.from(config);
    var core = new SessionCore(StateTables.load(sessionSettings), sessionSettings.core());
    var tags = new DialogTags(ClusterSecret.of(settings));
    journal = opened.journal(settings, config);
    system = opened.system(ActorSystems.create(config, journal));
    var access =
        new AccessParts(
            AuthSettings.from(config),
            UserSources.open(config, application.credentials(), journal),
            ClusterSecret.of(settings));
    var membership = new Membership(system);
    out = membership.out();
    placement = new Placement(membership.name(), sessionSettings.shards());
    var registrarSettings = RegistrarSettings.from(config);
    var addresses = new LiveAddresses();
    var book = new AddressBook(access.users(), registrarSettings.domains(), this::isUp);
    var handlers =
        new HandlerCalls(
            application.handler(),
            () -> coordinator,
            sessionSettings.handlerDeadline(),
            sessionSettings.shards(),
            book::find);
    FreshIds fresh = journal == null ? null : journal.freshIds();
    doors =
        new ClusterDoors(
            membership.name(),
            placement,
            handlers,
            live,
            sessionSettings.maxSessions(),
            fresh,
            notices);
    feed = journal == null ? null : new RecordFeed(journal.records());
    links =
        opened.links(
            LinkPart.start(
                system,
                settings,
                ClusterSecret.of(settings),
                placement,
                journal,
                new Losses(live, placement)));
    doors.liveOnElsewhere(membership::isOtherSessionNode);
    membership.join(settings.cluster().seeds(), settings.startLimit());
    var sessions = SessionSharding.startSessions(system, core, sessionSettings, tags, doors, live);
    var bridges = SessionSharding.startBridges(system, doors, liveBridges);
    doors.open(sessions, bridges);
    var registrar =
        new RegistrarDoor(
            system,
            SessionSharding.startRegistrar(system, registrarSettings, addresses),
            membership.name(),
            sessionSettings.shards());
    book.open(registrar::lookup);
    asks = new Asks(system, sessions, bridges, placement);
    notices.start(system);
    if (journal != null && has(Role.SESSION)) {
      wakeUp = WakeUp.start(system, journal, asks, live, sessionSettings.shards());
      doors.wakeBy(wakeUp::follow);
      RecordKeeper.Settings kept = RecordKeeper.Settings.from(config);
      keeper = journal.keepRecords(system, kept, () -> placement.isFirstSessionNode());
    } else {
      keeper = null;
      wakeUp = null;
    }
    media = has(Role.MEDIA) ? opened.media(MediaPart.start(system, config, doors)) : null;
    if (media != null && settings.roles().size() == 1) {
      media.lingerWhenCutOff(system);
    }
    edge =
        has(Role.EDGE)
            ? opened.edge(EdgePart.start(system, config, doors, tags, placement, access, registrar))
            : null;
    http =
        opened.http(
            HttpServer.start(
                system,
                HttpSettings.from(config),
                health,
                metrics,
                new HttpAnswers(
                    system,
                    asks,
                    placement,
                    feed,
                    RegistrationBook.of(registrar, journal, sessionSettings.shards()))));
    announce(membership.name());
    new NodeMetrics(metrics)
        .bind(
            live,
            addresses,
            liveBridges,
            edge,
            media,
            journal,
            links.metrics(),
            keeper == null ? null : keeper.counters());
    requirements(membership);
    membership.awaitReady(
        placement, doors, sessionSettings.shards(), has(Role.SESSION), settings.startLimit());
    if (wakeUp != null) {
      wakeUp.begin(placement::isFirstSessionNode);
    }
    health.markStarted();
  }

  private boolean isUp(String node) {
    return doors.isUp(node);
  }

  private void announce(String name) {
    var region =
        has(Role.SESSION)
            ? ClusterSharding.get(system.classicSystem()).shardRegion(SessionEntity.KEY.name())
            : null;
    var here =
        new ThisNode(
            name,
            settings.roles().stream().map(Role::word).sorted().toList(),
            edge == null ? List.of() : edge.listeners(),
            text(http.address()),
            links.address(),
            journal == null ? "" : journal.process(),
            live,
            liveBridges,
            draining::get,
            this::leave,
            () -> journal != null && (journal.isAway() || !links.links().mayWrite()),
            region,
            edge == null ? null : edge.actor(),
            media == null ? null : media.pool());
    system.systemActorOf(NodeDirectory.create(here, placement), "node-directory", Props.empty());
  }

  private void requirements(Membership membership) {
    health.require("cluster", membership::problem);
    health.require("majority", () -> java.util.Optional.ofNullable(links.links().problem()));
    if (journal != null) {
      Journal kept = journal;
      health.require(
          "journal",
          () ->
              kept.isAway()
                  ? java.util.Optional.of("the database is away")
                  : java.util.Optional.empty());
    }
    health.require(
        "media",
        () ->
            placement.view().nodes().values().stream().anyMatch(it -> it.media() != null)
                ? java.util.Optional.empty()
                : java.util.Optional.of("no media node in the cluster"));
  }

  private boolean has(Role role) {
    return settings.roles().contains(role);
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
    lines.add("http " + text(http.address()));
    lines.add("cluster " + placement.view().own());
    return lines;
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  List<InetSocketAddress> sipAddresses() {
    return edge == null ? List.of() : edge.addresses();
  }

  private NodeSettings settings() {
    return settings;
  }

  ClusterDoors doors() {
    return doors;
  }

  Asks asks() {
    return asks;
  }

  int shards() {
    return sessionSettings.shards();
  }

  Duration ringing() {
    return sessionSettings.core().ringing();
  }

  boolean draining() {
    return draining.get();
  }

  Subscription subscribeToRecords(Consumer<CallRecord> subscriber) {
    if (feed == null) {
      throw new SessionException(
          ErrorKind.UNAVAILABLE, "this node keeps no sessions, so it has no records");
    }
    return feed.subscribe(subscriber);
  }

  Subscription subscribe(Consumer<BridgeNotice> subscriber) {
    return notices.subscribe(system, subscriber);
  }

  @Override
  public boolean ready() {
    return health.ready().well();
  }

  /// No new calls. In a cluster those that are up move to the other nodes; a node on its own gives
  /// them until `limit` to end by themselves, and then hangs up.
  @Override
  public void drainAndStop(Duration limit) {
    draining.set(true);
    health.markDraining();
    if (edge != null) {
      edge.drain();
    }
    if (media != null) {
      media.node().drain();
    }
    boolean alone = placement.view().nodes().size() <= 1;
    if (alone) {
      new Farewell(live, asks).await(limit);
    } else {
      new Drain(system, placement).run(limit);
    }
    close();
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
    return system.getWhenTerminated();
  }

  @Override
  public void close() {
    http.stop(Duration.ofMillis(200)).toCompletableFuture().join();
    if (edge != null) {
      edge.close();
    }
    Membership.leave(system);
    if (wakeUp != null) {
      wakeUp.close();
    }
    if (media != null) {
      media.close();
    }
    links.close();
    if (keeper != null) {
      keeper.close();
    }
    if (journal != null) {
      journal.close();
    }
    metrics.close();
  }
}
