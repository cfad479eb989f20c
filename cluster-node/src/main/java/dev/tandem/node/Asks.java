package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.api.SessionStats;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeInfo;
import dev.tandem.protocol.BridgePage;
import dev.tandem.protocol.BridgeReply;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.NodeCommand;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionPage;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Questions to entities and nodes from outside the actor system.
final class Asks {
  private static final Logger LOG = LoggerFactory.getLogger(Asks.class);

  /// Longer than a shard needs to move, shorter than a caller waits.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration NODE_PATIENCE = Duration.ofSeconds(2);
  private static final int MAX_PAGE = 1000;

  private final ActorSystem<?> system;
  private final ActorRef<ShardingEnvelope<SessionCommand>> sessions;
  private final ActorRef<ShardingEnvelope<BridgeCommand>> bridges;
  private final Placement placement;

  Asks(
      ActorSystem<?> system,
      ActorRef<ShardingEnvelope<SessionCommand>> sessions,
      ActorRef<ShardingEnvelope<BridgeCommand>> bridges,
      Placement placement) {
    this.system = system;
    this.sessions = sessions;
    this.bridges = bridges;
    this.placement = placement;
  }

  SessionReply session(SessionId id, Function<ActorRef<SessionReply>, SessionCommand> command) {
    return session(id, command, PATIENCE);
  }

  SessionReply session(
      SessionId id, Function<ActorRef<SessionReply>, SessionCommand> command, Duration timeout) {
    return answer(sessionStage(id, command, timeout), "session " + id);
  }

  /// @throws SessionException when nobody knows the session
  SessionInfo info(SessionId id) {
    return Replies.told(session(id, SessionCommand.Describe::new));
  }

  /// @throws SessionException when the session refuses
  void decide(SessionId id, Verdict verdict) {
    Replies.done(session(id, replyTo -> new SessionCommand.Decide(verdict, replyTo)));
  }

  /// Waits for the answer of a call.
  SessionReply await(SessionId id, Duration timeout) {
    return answer(sessionStage(id, SessionCommand.AwaitAnswer::new, timeout), "session " + id);
  }

  CompletionStage<SessionReply> sessionStage(
      SessionId id, Function<ActorRef<SessionReply>, SessionCommand> command, Duration timeout) {
    return AskPattern.ask(
        sessions,
        replyTo -> new ShardingEnvelope<>(id.value(), command.apply(replyTo)),
        timeout,
        system.scheduler());
  }

  BridgeReply bridge(BridgeId id, Function<ActorRef<BridgeReply>, BridgeCommand> command) {
    return answer(bridgeStage(id, command), "bridge " + id);
  }

  CompletionStage<BridgeReply> bridgeStage(
      BridgeId id, Function<ActorRef<BridgeReply>, BridgeCommand> command) {
    return AskPattern.ask(
        bridges,
        replyTo -> new ShardingEnvelope<>(id.value(), command.apply(replyTo)),
        PATIENCE,
        system.scheduler());
  }

  /// Puts an active session into a room and waits until it is in, or is refused.
  void join(BridgeId room, String name, SessionInfo session) {
    BridgeReply reply =
        bridge(
            room,
            replyTo -> new BridgeCommand.Join(session.id(), name, session.mediaNode(), replyTo));
    if (reply instanceof BridgeReply.Refused(var error, var detail)) {
      throw new SessionException(error, detail);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      SessionReply now = session(session.id(), SessionCommand.Describe::new);
      if (now instanceof SessionReply.Told(var info) && room.equals(info.bridge())) {
        return;
      }
      pause();
    }
    throw new SessionException(
        ErrorKind.UNAVAILABLE,
        "the leg of session " + session.id() + " did not come into conference " + name);
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SessionException(ErrorKind.UNAVAILABLE, "interrupted while waiting");
    }
  }

  List<SessionInfo> sessions(@Nullable SessionId after, int limit) {
    int page = Math.clamp(limit, 1, MAX_PAGE);
    return pages(after, page).stream()
        .flatMap(it -> it.sessions().stream())
        .sorted(Comparator.comparing(it -> it.id().value()))
        .limit(page)
        .toList();
  }

  SessionStats stats() {
    Map<String, SessionStats> nodes = new TreeMap<>();
    int active = 0;
    long created = 0;
    long answered = 0;
    long failed = 0;
    long ended = 0;
    for (SessionPage page : pages(null, 1)) {
      nodes.put(
          page.node(),
          new SessionStats(
              page.active(),
              page.created(),
              page.answered(),
              page.failed(),
              page.ended(),
              Map.of()));
      active += page.active();
      created += page.created();
      answered += page.answered();
      failed += page.failed();
      ended += page.ended();
    }
    return new SessionStats(active, created, answered, failed, ended, nodes);
  }

  private List<SessionPage> pages(@Nullable SessionId after, int limit) {
    String beyond = after == null ? null : after.value();
    List<CompletionStage<SessionPage>> asked = new ArrayList<>();
    for (NodeStatus node : placement.view().sorted()) {
      asked.add(
          AskPattern.ask(
              node.directory(),
              (ActorRef<SessionPage> replyTo) ->
                  new NodeCommand.ListSessions(beyond, limit, replyTo),
              NODE_PATIENCE,
              system.scheduler()));
    }
    return gather(asked);
  }

  List<BridgeInfo> bridges() {
    List<CompletionStage<BridgePage>> asked = new ArrayList<>();
    for (NodeStatus node : placement.view().sorted()) {
      asked.add(
          AskPattern.ask(
              node.directory(),
              (ActorRef<BridgePage> replyTo) -> new NodeCommand.ListBridges(MAX_PAGE, replyTo),
              NODE_PATIENCE,
              system.scheduler()));
    }
    return gather(asked).stream().flatMap(it -> it.bridges().stream()).toList();
  }

  /// What answers in time; a node that is just dying has nothing to say.
  private static <T> List<T> gather(List<CompletionStage<T>> asked) {
    List<T> answers = new ArrayList<>(asked.size());
    for (CompletionStage<T> stage : asked) {
      try {
        answers.add(stage.toCompletableFuture().join());
      } catch (CompletionException gone) {
        LOG.debug("a node does not answer", gone);
      }
    }
    return answers;
  }

  private static <T> T answer(CompletionStage<T> stage, String whom) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new SessionException(
          ErrorKind.UNAVAILABLE, whom + " did not answer: its node or the journal may be away");
    }
  }
}
