package dev.tandem.node;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.RegistrarCommand;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.Registration;
import dev.tandem.protocol.Registrations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/// The registrar of the whole cluster, seen from one node.
final class RegistrarDoor implements Registrations {
  /// Asked again after each: a shard that moves loses what it is told. Together below the time a
  /// phone repeats its request.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int TRIES = 4;

  private final ActorSystem<?> system;
  private final ActorRef<ShardingEnvelope<RegistrarCommand>> region;
  private final String node;
  private final long life;
  private final int shards;

  /// @param node name of this one
  /// @param life of this one
  RegistrarDoor(
      ActorSystem<?> system,
      ActorRef<ShardingEnvelope<RegistrarCommand>> region,
      String node,
      long life,
      int shards) {
    this.system = system;
    this.region = region;
    this.node = node;
    this.life = life;
    this.shards = shards;
  }

  @Override
  public CompletionStage<RegistrarReply> register(AddressOfRecord address, Registration asked) {
    var here =
        new Registration(
            asked.callId(),
            asked.cseq(),
            asked.wishes(),
            asked.removeAll(),
            asked.path(),
            asked.source(),
            node,
            asked.userAgent(),
            life);
    return ask(address, replyTo -> new RegistrarCommand.Register(here, replyTo), TRIES);
  }

  CompletionStage<RegistrarReply> lookup(AddressOfRecord address) {
    return ask(address, RegistrarCommand.Lookup::new, TRIES);
  }

  @Override
  public void flowGone(AddressOfRecord address, PeerAddress flow) {
    // Lost when its shard moves just now; the binding then goes when it expires.
    region.tell(
        new ShardingEnvelope<>(
            address.entityId(shards), new RegistrarCommand.FlowGone(node, flow)));
  }

  private CompletionStage<RegistrarReply> ask(
      AddressOfRecord address,
      Function<ActorRef<RegistrarReply>, RegistrarCommand> command,
      int tries) {
    String id = address.entityId(shards);
    CompletionStage<RegistrarReply> reply =
        AskPattern.ask(
            region,
            replyTo -> new ShardingEnvelope<>(id, command.apply(replyTo)),
            PATIENCE,
            system.scheduler());
    return tries <= 1
        ? reply
        : reply
            .<CompletionStage<RegistrarReply>>handle((told, problem) ->
                problem == null
                    ? CompletableFuture.completedStage(told)
                    : ask(address, command, tries - 1))
            .thenCompose(Function.identity());
  }
}
