package dev.tandem.node;

import dev.tandem.placement.Placement;
import dev.tandem.protocol.Subscribing;
import dev.tandem.protocol.SubscriptionCommand;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionReply;
import dev.tandem.protocol.Subscriptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/// The subscriptions of the whole cluster, seen from one node.
final class SubscriptionDoor implements Subscriptions {
  /// As of the registrar.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int TRIES = 4;

  private final ActorSystem<?> system;
  private final ActorRef<ShardingEnvelope<SubscriptionCommand>> region;
  private final Placement placement;

  SubscriptionDoor(
      ActorSystem<?> system,
      ActorRef<ShardingEnvelope<SubscriptionCommand>> region,
      Placement placement) {
    this.system = system;
    this.region = region;
    this.placement = placement;
  }

  @Override
  public SubscriptionId mint() {
    return new SubscriptionId(placement.mint().value());
  }

  @Override
  public CompletionStage<SubscriptionReply> subscribe(
      SubscriptionId subscription, Subscribing asked) {
    return ask(subscription, replyTo -> new SubscriptionCommand.Subscribe(asked, replyTo), TRIES);
  }

  /// Its node has died: it goes on where its shard is now. Fails when it does not answer.
  void wake(SubscriptionId subscription) {
    ask(subscription, SubscriptionCommand.Describe::new, 1).toCompletableFuture().join();
  }

  private CompletionStage<SubscriptionReply> ask(
      SubscriptionId subscription,
      Function<ActorRef<SubscriptionReply>, SubscriptionCommand> command,
      int tries) {
    CompletionStage<SubscriptionReply> reply =
        AskPattern.ask(
            region,
            replyTo -> new ShardingEnvelope<>(subscription.value(), command.apply(replyTo)),
            PATIENCE,
            system.scheduler());
    return tries <= 1
        ? reply
        : reply
            .<CompletionStage<SubscriptionReply>>handle((told, problem) ->
                problem == null
                    ? CompletableFuture.completedStage(told)
                    : ask(subscription, command, tries - 1))
            .thenCompose(Function.identity());
  }
}
