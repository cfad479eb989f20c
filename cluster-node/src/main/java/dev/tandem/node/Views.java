package dev.tandem.node;

import dev.tandem.placement.Placement;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeInfo;
import dev.tandem.protocol.BridgeReply;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EventPackage;
import dev.tandem.protocol.NodeCommand;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionPage;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.session.Ids;
import dev.tandem.watch.NotifierDoors;
import dev.tandem.watch.Picture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/// What subscriptions see of calls and conferences: asked of all nodes each time, so that nothing
/// has to be kept in step.
final class Views implements NotifierDoors {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// Calls of one address, participants of one conference in a document.
  static final int MAX_LISTED = 200;

  private final ActorSystem<?> system;
  private final Asks asks;
  private final RegistrarDoor registrar;
  private final Placement placement;
  private final DialogTags tags;
  private final int shards;
  private volatile Consumer<SubscriptionId> waker = _ -> {};

  Views(
      ActorSystem<?> system,
      Asks asks,
      RegistrarDoor registrar,
      Placement placement,
      DialogTags tags,
      int shards) {
    this.system = system;
    this.asks = asks;
    this.registrar = registrar;
    this.placement = placement;
    this.tags = tags;
    this.shards = shards;
  }

  void wakeBy(Consumer<SubscriptionId> how) {
    waker = how;
  }

  @Override
  public CompletionStage<View> look(
      EventPackage eventPackage, String watched, @Nullable Picture last) {
    return switch (eventPackage) {
      case CONFERENCE -> roster(watched);
      case DIALOG -> watched.indexOf('@') < 0 ? session(watched) : calls(watched, last);
    };
  }

  private CompletionStage<View> session(String id) {
    return describe(id)
        .thenApply(info -> {
          List<Picture.Call> calls = info == null ? List.of() : List.of(Sight.of(info, false));
          boolean over = info == null || info.phase() == SessionInfo.Phase.ENDED;
          return new View(new Picture.Calls(calls, over), Set.of(id));
        });
  }

  /// Null when nobody knows it any more.
  private CompletionStage<@Nullable SessionInfo> describe(String id) {
    return asks.sessionStage(new SessionId(id), SessionCommand.Describe::new, PATIENCE)
        .thenApply(reply -> reply instanceof SessionReply.Told(var info) ? info : null);
  }

  private CompletionStage<View> calls(String watched, @Nullable Picture last) {
    var address = new AddressOfRecord(watched);
    return registrar
        .lookup(address)
        .thenCompose(reply -> {
          List<Binding> bindings =
              reply instanceof RegistrarReply.Bound(var bound) ? bound : List.of();
          var sight = Sight.of(address, bindings);
          return find(sight.users(), null)
              .thenCompose(found -> withVanished(sight.calls(found), last))
              .thenApply(calls -> new View(new Picture.Calls(calls, false), sight.users()));
        });
  }

  /// A call that was there and is not found may have ended, or has not woken yet since its node
  /// died: it is asked itself.
  private CompletionStage<List<Picture.Call>> withVanished(
      List<Picture.Call> calls, @Nullable Picture last) {
    List<CompletionStage<Picture.Call>> asked =
        Picture.vanished(calls, last).stream()
            .map(call ->
                describe(call.id())
                    .thenApply(info ->
                        info == null ? call.ended(null) : Sight.of(info, !call.initiator())))
            .toList();
    return all(asked)
        .thenApply(vanished -> Stream.concat(calls.stream(), vanished.stream()).toList());
  }

  private CompletionStage<View> roster(String name) {
    BridgeId room = Ids.conference(name, shards);
    Set<String> keys = Set.of(room.value());
    return asks.bridgeStage(room, BridgeCommand.Describe::new)
        .thenCompose(reply ->
            reply instanceof BridgeReply.Told(var info)
                ? find(Set.of(), room).thenApply(found -> roster(name, info, found))
                : CompletableFuture.completedStage(new Picture.Roster(name, false, 0, List.of())))
        .thenApply(picture -> new View(picture, keys));
  }

  private static Picture.Roster roster(String name, BridgeInfo room, List<SessionInfo> found) {
    Map<SessionId, SessionInfo> infos = new HashMap<>();
    found.forEach(it -> infos.put(it.id(), it));
    List<Picture.Participant> listed = new ArrayList<>();
    for (SessionId member : room.members()) {
      SessionInfo info = infos.get(member);
      if (info != null) {
        listed.add(Sight.participant(info));
      }
    }
    listed.sort(
        java.util.Comparator.comparing(Picture.Participant::uri)
            .thenComparing(Picture.Participant::session));
    return new Picture.Roster(
        name,
        true,
        room.members().size(),
        List.copyOf(listed.subList(0, Math.min(MAX_LISTED, listed.size()))));
  }

  /// Fails when a node does not answer.
  private CompletionStage<List<SessionInfo>> find(Set<String> users, @Nullable BridgeId bridge) {
    List<String> sought = List.copyOf(users);
    List<CompletionStage<SessionPage>> asked = new ArrayList<>();
    for (NodeStatus node : placement.view().sorted()) {
      asked.add(
          AskPattern.ask(
              node.directory(),
              (ActorRef<SessionPage> replyTo) ->
                  new NodeCommand.FindSessions(sought, bridge, MAX_LISTED, replyTo),
              PATIENCE,
              system.scheduler()));
    }
    return all(asked)
        .thenApply(pages ->
            pages.stream()
                .flatMap(it -> it.sessions().stream())
                .collect(Collectors.toMap(SessionInfo::id, it -> it, (one, _) -> one))
                .values()
                .stream()
                .sorted(java.util.Comparator.comparing(it -> it.id().value()))
                .toList());
  }

  private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> asked) {
    CompletableFuture<?>[] stages =
        asked.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(stages)
        .thenApply(_ -> asked.stream().map(it -> it.toCompletableFuture().join()).toList());
  }

  @Override
  public @Nullable ActorRef<EdgeCommand> edge(ActorRef<EdgeCommand> wanted) {
    return placement.isUp(wanted) ? wanted : placement.edge();
  }

  @Override
  public String tagOf(SubscriptionId subscription) {
    return tags.tagOf(subscription);
  }

  @Override
  public void handedOver(SubscriptionId subscription) {
    waker.accept(subscription);
  }
}
