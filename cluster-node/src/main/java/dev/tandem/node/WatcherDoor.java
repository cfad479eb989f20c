package dev.tandem.node;

import dev.tandem.api.Notification;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.WatcherCommand;
import dev.tandem.protocol.WatcherReply;
import dev.tandem.protocol.Watchers;
import dev.tandem.protocol.Watching;
import dev.tandem.session.HandlerCalls;
import dev.tandem.session.SessionSharding;
import dev.tandem.watch.LiveWatchers;
import dev.tandem.watch.WatcherDoors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;

/// The subscriptions of ours of the whole cluster, seen from one node, and what those that live
/// here see of it.
final class WatcherDoor implements Watchers, WatcherDoors {
  /// As of the registrar.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// Beyond what an entity waits for the notifier.
  private static final Duration UNTIL_ANSWERED = Duration.ofSeconds(45);

  private static final int TRIES = 4;

  private final ActorSystem<?> system;
  private final Placement placement;
  private final DialogTags tags;
  private final HandlerCalls handlers;
  private final ActorRef<ShardingEnvelope<WatcherCommand>> region;
  private volatile Consumer<SubscriptionId> waker = _ -> {};

  WatcherDoor(
      ActorSystem<?> system,
      SessionSharding sharding,
      Placement placement,
      DialogTags tags,
      HandlerCalls handlers,
      int most,
      LiveWatchers live) {
    this.system = system;
    this.placement = placement;
    this.tags = tags;
    this.handlers = handlers;
    this.region = sharding.startWatchers(most, this, live);
  }

  void wakeBy(Consumer<SubscriptionId> how) {
    waker = how;
  }

  // From outside.

  /// Answered when the notifier has answered.
  CompletionStage<WatcherReply> begin(SubscriptionId subscription, Watching wanted) {
    return ask(
        subscription, replyTo -> new WatcherCommand.Begin(wanted, replyTo), UNTIL_ANSWERED, 1);
  }

  SubscriptionId mint() {
    return new SubscriptionId(placement.mint().value());
  }

  CompletionStage<WatcherReply> end(SubscriptionId subscription) {
    return ask(subscription, WatcherCommand.End::new, PATIENCE, TRIES / 2);
  }

  CompletionStage<WatcherReply> describe(SubscriptionId subscription) {
    return ask(subscription, WatcherCommand.Describe::new, PATIENCE, TRIES / 2);
  }

  /// Its node has died: it goes on where its shard is now. Fails when it does not answer.
  void wake(SubscriptionId subscription) {
    ask(subscription, WatcherCommand.Describe::new, PATIENCE, 1).toCompletableFuture().join();
  }

  @Override
  public CompletionStage<Integer> take(SubscriptionId subscription, Notifying notifying) {
    return ask(
            subscription, replyTo -> new WatcherCommand.Notify(notifying, replyTo), PATIENCE, TRIES)
        .thenApply(reply -> reply instanceof WatcherReply.Answer(int status) ? status : 500);
  }

  private CompletionStage<WatcherReply> ask(
      SubscriptionId subscription,
      Function<ActorRef<WatcherReply>, WatcherCommand> command,
      Duration patience,
      int tries) {
    CompletionStage<WatcherReply> reply =
        AskPattern.ask(
            region,
            replyTo -> new ShardingEnvelope<>(subscription.value(), command.apply(replyTo)),
            patience,
            system.scheduler());
    return tries <= 1
        ? reply
        : reply
            .<CompletionStage<WatcherReply>>handle((told, problem) ->
                problem == null
                    ? CompletableFuture.completedStage(told)
                    : ask(subscription, command, patience, tries - 1))
            .thenCompose(Function.identity());
  }

  // From the entities.

  @Override
  public @Nullable EdgeDoor edge(String wanted) {
    if (!wanted.isEmpty() && takesCalls(wanted)) {
      var edge = placement.edge(wanted);
      if (edge != null) {
        return new EdgeDoor(wanted, edge);
      }
    }
    NodeStatus found = placement.edgeStatus();
    return found == null || found.edge() == null ? null : new EdgeDoor(found.name(), found.edge());
  }

  @Override
  public boolean takesCalls(String edgeNode) {
    return placement.takesCalls(edgeNode);
  }

  @Override
  public String tagOf(SubscriptionId subscription) {
    return tags.watcherTagOf(subscription);
  }

  @Override
  public CompletionStage<?> notified(Notification news) {
    return handlers.notified(news);
  }

  @Override
  public void handedOver(SubscriptionId subscription) {
    waker.accept(subscription);
  }
}
