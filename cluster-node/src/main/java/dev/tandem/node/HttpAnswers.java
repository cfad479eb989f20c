package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.node.http.HttpDoors;
import dev.tandem.node.http.NodeView;
import dev.tandem.node.http.RecordView;
import dev.tandem.node.http.RegistrationView;
import dev.tandem.node.http.SessionView;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.NodeCommand;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/// Answers the HTTP interface out of the cluster.
final class HttpAnswers implements HttpDoors {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final Duration AGREEMENT = Duration.ofSeconds(40);

  private final ActorSystem<?> system;
  private final Asks asks;
  private final Placement placement;
  private final @Nullable RecordFeed feed;
  private final RegistrationBook registrations;

  /// @param feed null on a node that keeps no sessions
  HttpAnswers(
      ActorSystem<?> system,
      Asks asks,
      Placement placement,
      @Nullable RecordFeed feed,
      RegistrationBook registrations) {
    this.feed = feed;
    this.registrations = registrations;
    this.system = system;
    this.asks = asks;
    this.placement = placement;
  }

  @Override
  public CompletionStage<SessionPage> sessions(SessionQuery query) {
    return CompletableFuture.supplyAsync(() -> page(query), this::onVirtualThread);
  }

  /// Collecting from all nodes waits for them.
  private void onVirtualThread(Runnable task) {
    Thread.ofVirtual().name("http-sessions").start(task);
  }

  private SessionPage page(SessionQuery query) {
    List<SessionView> views = new ArrayList<>();
    SessionId after = query.after();
    while (true) {
      List<SessionInfo> found = asks.sessions(after, HttpDoors.MAX_PAGE);
      for (SessionInfo info : found) {
        if (query.state() == null || info.state().equals(query.state())) {
          if (views.size() == query.limit()) {
            return new SessionPage(views, views.getLast().id());
          }
          views.add(view(info));
        }
      }
      if (found.size() < HttpDoors.MAX_PAGE) {
        return new SessionPage(views, null);
      }
      after = found.getLast().id();
    }
  }

  @Override
  public CompletionStage<Optional<SessionView>> session(SessionId id) {
    return asks.sessionStage(id, SessionCommand.Describe::new, PATIENCE)
        .thenApply(reply ->
            reply instanceof SessionReply.Told(var info)
                ? Optional.of(view(info))
                : Optional.empty());
  }

  @Override
  public CompletionStage<Termination> terminate(SessionId id) {
    return asks.sessionStage(id, SessionCommand.Describe::new, PATIENCE)
        .thenCompose(reply ->
            switch (reply) {
              case SessionReply.Told(var info) when info.phase() == SessionInfo.Phase.ENDED ->
                  CompletableFuture.completedStage(Termination.ENDED);
              case SessionReply.Told _, SessionReply.Done _ -> hangUp(id);
              case SessionReply.Refused(var error, _) ->
                  error == ErrorKind.NOT_FOUND
                      ? CompletableFuture.completedStage(Termination.UNKNOWN)
                      : CompletableFuture.failedStage(new IllegalStateException("refused"));
            });
  }

  private CompletionStage<Termination> hangUp(SessionId id) {
    return asks.sessionStage(
            id,
            replyTo -> new SessionCommand.Terminate(EndCause.application("Ended by HTTP"), replyTo),
            PATIENCE)
        .thenApply(reply ->
            reply instanceof SessionReply.Refused ? Termination.ENDED : Termination.ENDING);
  }

  /// The peer may take as long as it takes to answer a re-INVITE.
  @Override
  public CompletionStage<@Nullable Refusal> act(SessionId id, Wish wish) {
    return asks.sessionStage(
            id, replyTo -> new SessionCommand.Hold(wish == Wish.HOLD, replyTo), AGREEMENT)
        .thenApply(reply ->
            reply instanceof SessionReply.Refused(var kind, var detail)
                ? new Refusal(kind, detail)
                : null);
  }

  @Override
  public CompletionStage<List<NodeView>> nodes() {
    List<NodeView> views = new ArrayList<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      var address = member.address();
      String name = address.host().getOrElse(() -> "") + ":" + address.port().getOrElse(() -> 0);
      List<String> roles =
          member.getRoles().stream().filter(it -> !it.startsWith("dc-")).sorted().toList();
      views.add(view(name, roles, member.status().toString(), placement.view().node(name)));
    }
    return CompletableFuture.completedStage(List.copyOf(views));
  }

  @Override
  public CompletionStage<List<RecordView>> records(long after, int limit, int waitSeconds) {
    RecordFeed here = feed;
    if (here == null) {
      return CompletableFuture.failedStage(
          new SessionException(
              ErrorKind.UNAVAILABLE, "this node keeps no sessions; ask one with that role"));
    }
    return CompletableFuture.supplyAsync(
        () ->
            here.page(after, limit, Duration.ofSeconds(waitSeconds)).stream()
                .map(it -> RecordView.of(it.seq(), it.record()))
                .toList(),
        this::onVirtualThread);
  }

  @Override
  public CompletionStage<RegistrationPage> registrations(
      int limit, @Nullable AddressOfRecord after) {
    return registrations.page(limit, after);
  }

  @Override
  public CompletionStage<Optional<RegistrationView>> registration(AddressOfRecord address) {
    return registrations.one(address);
  }

  @Override
  public CompletionStage<Leaving> drain(String node, boolean force) {
    Optional<NodeStatus> found = placement.view().node(node);
    if (found.isEmpty()) {
      return CompletableFuture.completedStage(Leaving.UNKNOWN);
    }
    NodeStatus leaving = found.get();
    if (!force && isLast(leaving)) {
      return CompletableFuture.completedStage(Leaving.LAST);
    }
    leaving.directory().tell(new NodeCommand.Drain());
    return CompletableFuture.completedStage(Leaving.LEAVES);
  }

  private boolean isLast(NodeStatus leaving) {
    return leaving.roles().stream()
        .anyMatch(role ->
            placement.view().nodes().values().stream()
                .filter(it -> !it.name().equals(leaving.name()) && !it.draining())
                .noneMatch(it -> it.roles().contains(role)));
  }

  private static NodeView view(
      String name, List<String> roles, String status, Optional<NodeStatus> told) {
    if (told.isEmpty()) {
      return new NodeView(name, roles, status, null, null, null, null, null, false);
    }
    NodeStatus node = told.get();
    boolean media = node.media() != null;
    boolean session = node.roles().contains("session");
    return new NodeView(
        name,
        roles,
        status,
        session ? node.shards().size() : null,
        session ? node.sessions() : null,
        media ? node.load().legs() : null,
        media ? node.load().capacity() : null,
        media ? node.load().loadPercent() : null,
        node.draining());
  }

  private static SessionView view(SessionInfo info) {
    Instant answered = info.answered();
    Instant ended = info.ended();
    Instant until = ended == null ? Instant.now() : ended;
    return new SessionView(
        info.id().value(),
        info.role(),
        info.state(),
        info.from(),
        info.to(),
        info.created(),
        answered,
        answered == null ? null : seconds(answered, until),
        info.callId(),
        info.peerAddress(),
        info.node(),
        info.mediaNode(),
        info.codec(),
        info.bridge() == null ? null : info.bridge().value(),
        info.onHold() ? true : null,
        info.heldByPeer() ? true : null);
  }

  private static @Nullable Double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
