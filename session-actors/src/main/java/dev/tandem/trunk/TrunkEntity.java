package dev.tandem.trunk;

import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.TrunkCommand;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.protocol.TrunkReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one keeper of a trunk in the cluster. Keeps nothing in the journal: a new one registers anew
/// (another Call-ID, the same Contact when the edge is the same), is told by every node which calls
/// there are, and asks the addresses how they are.
public final class TrunkEntity {
  public static final EntityTypeKey<TrunkCommand> KEY =
      EntityTypeKey.create(TrunkCommand.class, "trunk");

  private static final Logger LOG = LoggerFactory.getLogger(TrunkEntity.class);

  sealed interface Own extends TrunkCommand.Internal {}

  record Checked(int address, @Nullable EdgeReply reply) implements Own {}

  private record Check(int address) implements Own {}

  private final TrunkSettings settings;
  private final TrunkDoors doors;
  private final ActorContext<TrunkCommand> ctx;
  private final TimerScheduler<TrunkCommand> timers;
  private final TrunkRequests requests;
  private final Registrations registrations;
  private final CallCount calls = new CallCount();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Health> health;

  /// @param settings null when this node does not know that trunk
  public static Behavior<TrunkCommand> create(
      String name, @Nullable TrunkSettings settings, Lines lines, TrunkDoors doors) {
    if (settings == null) {
      LOG.warn("trunk {} is not among the settings of this node; nothing keeps it", name);
      return Behaviors.ignore();
    }
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(
            timers -> new TrunkEntity(settings, lines, doors, ctx, timers).running()));
  }

  private TrunkEntity(
      TrunkSettings settings,
      Lines lines,
      TrunkDoors doors,
      ActorContext<TrunkCommand> ctx,
      TimerScheduler<TrunkCommand> timers) {
    this.settings = settings;
    this.doors = doors;
    this.ctx = ctx;
    this.timers = timers;
    this.requests = new TrunkRequests(settings, lines);
    this.registrations = new Registrations(settings, requests, lines, doors, ctx, timers);
    this.health = new ArrayList<>(settings.addresses().stream().map(_ -> Health.UNKNOWN).toList());
    if (settings.health().wanted()) {
      for (int i = 0; i < health.size(); i++) {
        check(i);
      }
    }
    registrations.begin();
  }

  private Behavior<TrunkCommand> running() {
    return Behaviors.receiveMessage(command -> {
      switch (command) {
        case TrunkCommand.Report report -> reported(report);
        case TrunkCommand.Admit(var session, var replyTo) ->
            replyTo.tell(
                settings.maxCalls() == 0 || calls.admit(session, settings.maxCalls(), Instant.now())
                    ? new TrunkReply.Admitted()
                    : new TrunkReply.Full(calls.size()));
        case TrunkCommand.Release(var session) -> calls.release(session, Instant.now());
        case TrunkCommand.Unregister(var replyTo) -> registrations.end(replyTo);
        case Own own -> own(own);
        case Registrations.Own own -> registrations.own(own);
        case TrunkCommand.Internal _ -> {}
      }
      return Behaviors.same();
    });
  }

  private void own(Own own) {
    switch (own) {
      case Check(int address) -> check(address);
      case Checked(int address, var reply) -> checked(address, reply);
    }
  }

  private void reported(TrunkCommand.Report report) {
    Instant now = Instant.now();
    counts.put(report.node(), report.count());
    counts.keySet().removeIf(node -> !node.equals(report.node()) && !doors.isUp(node));
    calls.reported(report.calls(), now);
    calls.prune(now);
    registrations.look();
    report.replyTo().tell(info());
  }

  private void check(int address) {
    timers.startSingleTimer("check " + address, new Check(address), settings.health().interval());
    var door = doors.edge();
    if (door == null) {
      return; // it says nothing about the trunk
    }
    String uri = settings.addresses().get(address).uri();
    ActorRef<dev.tandem.protocol.EdgeCommand> edge = door.edge();
    ctx.ask(
        EdgeReply.class,
        edge,
        settings.health().timeout(),
        (ActorRef<EdgeReply> replyTo) -> requests.options(uri, replyTo),
        (reply, _) -> new Checked(address, reply));
  }

  private void checked(int address, @Nullable EdgeReply reply) {
    int limit = settings.health().failures();
    Health before = health.get(address);
    Health now =
        reply instanceof EdgeReply.Answered(var response)
            ? before.heard(response.status(), limit)
            : before.silent(limit);
    health.set(address, now);
    if (now.state() != before.state()) {
      String uri = settings.addresses().get(address).uri();
      if (now.state() == TrunkInfo.Health.DOWN) {
        LOG.warn("trunk {}: {} is down, last answer {}", settings.name(), uri, now.status());
      } else {
        LOG.info("trunk {}: {} is up", settings.name(), uri);
      }
    }
  }

  private TrunkInfo info() {
    List<TrunkInfo.Address> addresses = new ArrayList<>();
    for (int i = 0; i < health.size(); i++) {
      Health one = health.get(i);
      String uri = settings.addresses().get(i).uri();
      addresses.add(new TrunkInfo.Address(uri, one.state(), one.status(), one.failures()));
    }
    int now =
        settings.maxCalls() > 0
            ? calls.size()
            : counts.values().stream().mapToInt(Integer::intValue).sum();
    return new TrunkInfo(
        settings.name(),
        registrations.phase(),
        registrations.registrar(),
        registrations.until(),
        registrations.problem(),
        addresses,
        now,
        settings.maxCalls(),
        doors.node());
  }
}
