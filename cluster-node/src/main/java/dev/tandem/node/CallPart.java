package dev.tandem.node;

import dev.tandem.api.BridgeControl.Subscription;
import dev.tandem.api.CallHandler;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.bridge.LiveBridges;
import dev.tandem.node.edge.RegistrarParts;
import dev.tandem.node.journal.FreshIds;
import dev.tandem.node.journal.Journal;
import dev.tandem.node.users.Users;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.Gruus;
import dev.tandem.registrar.LiveAddresses;
import dev.tandem.registrar.RegistrarSettings;
import dev.tandem.session.HandlerCalls;
import dev.tandem.session.LiveSessions;
import dev.tandem.session.SessionSettings;
import dev.tandem.session.SessionSharding;
import dev.tandem.trunk.TrunkBook;
import dev.tandem.trunk.TrunkReader;
import dev.tandem.watch.SubscriptionSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What calls are made of on one node, with or without the sessions themselves: their state tables
/// and entities, the books these look into, and the doors that lead to them. To be made before the
/// node joins its cluster, and started after.
final class CallPart {
  private final Ground ground;
  private final SessionSettings settings;
  private final RegistrarSettings registrarSettings;
  private final StateTables tables;
  private final SoundCheck sounds;
  private final CallHandler handler;
  private final DialogTags tags;
  private final Gruus gruus;
  private final LiveSessions live = new LiveSessions();
  private final LiveBridges liveBridges = new LiveBridges();
  private final LiveAddresses liveAddresses = new LiveAddresses();
  private final BridgeNotices notices = new BridgeNotices();
  private final AddressBook book;
  private final Devices devices;
  private final TrunkPart trunks;
  private final HandlerCalls handlers;
  private final Outside outside;
  private final ClusterDoors doors;
  private @Nullable Asks asks;
  private @Nullable RegistrarDoor registrar;

  /// @param coordinator what `handler` is given to control its calls with
  CallPart(
      Ground ground,
      SessionSettings settings,
      StateTables tables,
      SoundCheck sounds,
      Users users,
      CallHandler handler,
      SessionCoordinator coordinator) {
    this.ground = ground;
    this.settings = settings;
    this.tables = tables;
    this.sounds = sounds;
    this.handler = handler;
    byte[] secret = ClusterSecret.of(ground.settings());
    tags = new DialogTags(secret);
    gruus = new Gruus(secret);
    registrarSettings = RegistrarSettings.from(ground.config());
    book = new AddressBook(users, registrarSettings, gruus, this::isUp);
    devices = new Devices(book);
    trunks =
        new TrunkPart(new TrunkBook(TrunkReader.from(ground.config()), secret), settings.shards());
    handlers =
        new HandlerCalls(
            handler,
            () -> coordinator,
            settings.handlerDeadline(),
            settings.shards(),
            book::find,
            trunks::verdict,
            gruus::userOf);
    outside = new Outside(SubscriptionSettings.from(ground.config()));
    Journal journal = ground.journal();
    FreshIds fresh = journal == null ? null : journal.freshIds();
    doors =
        new ClusterDoors(
            ground.membership().name(),
            ground.placement(),
            handlers,
            live,
            settings.maxSessions(),
            fresh,
            notices,
            trunks,
            outside.notices());
    doors.liveOnElsewhere(ground.membership()::isOtherSessionNode);
  }

  private boolean isUp(String node) {
    return doors.isUp(node);
  }

  void start() {
    var system = ground.system();
    var placement = ground.placement();
    var membership = ground.membership();
    var sharding = new SessionSharding(system, placement::isJournalAway);
    var sessions = sharding.startSessions(tables, settings, tags, doors, live);
    var bridges = sharding.startBridges(doors, liveBridges);
    doors.open(sessions, bridges);
    var addresses = sharding.startRegistrar(registrarSettings, liveAddresses, membership::isGone);
    var door =
        new RegistrarDoor(
            system, addresses, membership.name(), membership.life(), settings.shards());
    registrar = door;
    book.open(door::lookup);
    var questions = new Asks(system, sessions, bridges, placement);
    asks = questions;
    notices.start(system);
    trunks.start(system, placement, live);
    outside.start(
        system, sharding, questions, door, placement, tags, book, handler, handlers, settings);
  }

  RegistrationBook registrations() {
    return RegistrationBook.of(registrar(), ground.journal(), settings.shards(), gruus);
  }

  RegistrarParts registrarParts() {
    return new RegistrarParts(registrarSettings, registrar(), gruus);
  }

  private RegistrarDoor registrar() {
    return Objects.requireNonNull(registrar);
  }

  Asks asks() {
    return Objects.requireNonNull(asks);
  }

  Subscription subscribe(Consumer<BridgeNotice> subscriber) {
    return notices.subscribe(ground.system(), subscriber);
  }

  int shards() {
    return settings.shards();
  }

  Duration ringing() {
    return settings.core().ringing();
  }

  DialogTags tags() {
    return tags;
  }

  ClusterDoors doors() {
    return doors;
  }

  StateTables tables() {
    return tables;
  }

  SoundCheck sounds() {
    return sounds;
  }

  Devices devices() {
    return devices;
  }

  TrunkPart trunks() {
    return trunks;
  }

  Outside outside() {
    return outside;
  }

  LiveSessions live() {
    return live;
  }

  LiveBridges liveBridges() {
    return liveBridges;
  }

  LiveAddresses liveAddresses() {
    return liveAddresses;
  }
}
