package dev.tandem.node;

import dev.tandem.api.CallDecision;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TrunkCommand;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.protocol.TrunkReply;
import dev.tandem.protocol.TrunkRoute;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.LiveSessions;
import dev.tandem.session.SessionDoors.Admission;
import dev.tandem.trunk.TrunkBook;
import dev.tandem.trunk.TrunkDoors;
import dev.tandem.trunk.TrunkKeeper;
import dev.tandem.trunk.TrunkSettings;
import dev.tandem.trunk.TrunkSharding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The trunks of the cluster, seen from one node: who may call over them, and where to.
final class TrunkPart {
  private static final Logger LOG = LoggerFactory.getLogger(TrunkPart.class);

  /// Asked twice: a keeper that moves loses what it is told.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final TrunkBook book;
  private final int shards;
  private @Nullable Behavior<TrunkKeeper.Command> keeper;
  private volatile @Nullable ActorSystem<?> system;
  private volatile @Nullable ActorRef<ShardingEnvelope<TrunkCommand>> region;

  TrunkPart(TrunkBook book, int shards) {
    this.book = book;
    this.shards = shards;
  }

  TrunkBook book() {
    return book;
  }

  List<TrunkInfo> all() {
    return book.all();
  }

  void start(ActorSystem<?> actors, Placement placement, LiveSessions live) {
    if (book.settings().findAny().isEmpty()) {
      return;
    }
    String node = placement.view().own();
    var started = TrunkSharding.start(actors, book, new Doors(node, placement));
    system = actors;
    region = started;
    keeper = TrunkKeeper.create(book, node, shards, live::byTrunk, started);
  }

  /// Once the cluster is ready: before, the trunks would have no place to be.
  void begin() {
    var actors = system;
    var behavior = keeper;
    if (actors != null && behavior != null) {
      actors.systemActorOf(behavior, "trunk-keeper", Props.empty());
    }
  }

  /// Where a call goes that is to go by a trunk; whether it may is asked when it does.
  Verdict verdict(CallDecision.ForwardToTrunk wanted) {
    if (!TrunkBook.isNumber(wanted.number())) {
      return new Verdict.Reject(484, null);
    }
    return book.target(wanted.trunk(), wanted.number())
        .<Verdict>map(Verdict.Forward::new)
        .orElseGet(() -> new Verdict.Reject(404, null));
  }

  /// See [dev.tandem.session.SessionDoors#admit].
  @Nullable CompletionStage<Admission> admit(SessionId session, CallPlan plan) {
    TrunkRoute route = TrunkRoute.of(plan.to()).orElse(null);
    if (route == null) {
      return null;
    }
    TrunkSettings trunk = book.settings(route.trunk());
    if (trunk == null) {
      return denied(404, ErrorKind.NOT_FOUND, "no trunk " + route.trunk());
    }
    if (!book.isUp(trunk.name())) {
      return denied(503, ErrorKind.UNAVAILABLE, "trunk " + trunk.name() + " is down");
    }
    return admit(session, trunk).thenApply(full -> full == null ? granted(plan) : full);
  }

  private Admission granted(CallPlan plan) {
    return new Admission.Granted(book.dressed(plan));
  }

  private static CompletionStage<Admission> denied(int status, ErrorKind error, String detail) {
    return CompletableFuture.completedStage(new Admission.Denied(status, error, detail));
  }

  /// Whether a call that came from that trunk may be taken. Never fails.
  CompletionStage<Boolean> takes(SessionId session, String trunk) {
    TrunkSettings settings = book.settings(trunk);
    return settings == null
        ? CompletableFuture.completedStage(true)
        : admit(session, settings).thenApply(full -> full == null);
  }

  /// Completes with null when there is room. A keeper that does not answer does not stop calls.
  private CompletionStage<@Nullable Admission> admit(SessionId session, TrunkSettings trunk) {
    if (trunk.maxCalls() == 0 || region == null) {
      return CompletableFuture.completedStage(null);
    }
    return ask(trunk.name(), replyTo -> new TrunkCommand.Admit(session, replyTo), PATIENCE)
        .exceptionallyCompose(
            _ -> ask(trunk.name(), replyTo -> new TrunkCommand.Admit(session, replyTo), PATIENCE))
        .handle((reply, problem) -> {
          if (problem != null) {
            LOG.warn("trunk {} is not counted just now: {}", trunk.name(), problem.toString());
          }
          return reply instanceof TrunkReply.Full(int calls)
              ? new Admission.Denied(
                  503,
                  ErrorKind.RESOURCE_EXHAUSTED,
                  "trunk " + trunk.name() + " has " + calls + " calls, as many as it may")
              : null;
        });
  }

  void over(String trunk, SessionId session) {
    TrunkSettings settings = book.settings(trunk);
    var to = region;
    if (settings != null && settings.maxCalls() > 0 && to != null) {
      to.tell(
          new ShardingEnvelope<>(
              TrunkSharding.entityId(trunk, shards), new TrunkCommand.Release(session)));
    }
  }

  /// Before the last node of a cluster goes: takes all registrations back.
  void unregister() {
    var asked =
        book.settings()
            .filter(it -> it.register().wanted())
            .map(it -> ask(it.name(), TrunkCommand.Unregister::new, FAREWELL).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(asked)
          .orTimeout(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(_ -> null)
          .join();
    } catch (RuntimeException e) {
      LOG.warn("trunks keep us registered until that expires: {}", e.toString());
    }
  }

  private CompletionStage<TrunkReply> ask(
      String trunk, Function<ActorRef<TrunkReply>, TrunkCommand> command, Duration patience) {
    var to = region;
    var actors = system;
    if (to == null || actors == null) {
      return CompletableFuture.failedStage(new IllegalStateException("not started"));
    }
    return AskPattern.ask(
        to,
        (ActorRef<TrunkReply> replyTo) ->
            new ShardingEnvelope<>(TrunkSharding.entityId(trunk, shards), command.apply(replyTo)),
        patience,
        actors.scheduler());
  }

  private record Doors(String node, Placement placement) implements TrunkDoors {
    @Override
    public @Nullable EdgeDoor edge() {
      NodeStatus found = placement.edgeStatus();
      return found == null || found.edge() == null
          ? null
          : new EdgeDoor(found.name(), found.edge());
    }

    @Override
    public boolean takesCalls(String edgeNode) {
      return placement.takesCalls(edgeNode);
    }

    @Override
    public boolean isUp(String name) {
      return name.equals(node) || placement.isUp(name);
    }
  }
}
