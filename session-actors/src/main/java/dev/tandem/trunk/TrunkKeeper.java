package dev.tandem.trunk;

import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TrunkCommand;
import dev.tandem.protocol.TrunkInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/// One on every node: tells every trunk each second which calls go over it here, which keeps it
/// awake wherever it lives, and writes what it says into the [TrunkBook].
public final class TrunkKeeper {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /// What it tells itself.
  public sealed interface Command {}

  private record Heard(TrunkInfo info) implements Command {}

  private record Tick() implements Command {}

  private TrunkKeeper() {}

  /// @param calls of this node by trunk
  public static Behavior<Command> create(
      TrunkBook book,
      String node,
      int shards,
      Supplier<Map<String, List<SessionId>>> calls,
      ActorRef<ShardingEnvelope<TrunkCommand>> region) {
    return Behaviors.setup(ctx ->
        Behaviors.withTimers(timers -> {
          ActorRef<TrunkInfo> answers = ctx.messageAdapter(TrunkInfo.class, Heard::new);
          timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, EVERY);
          return Behaviors.receiveMessage(command -> {
            switch (command) {
              case Heard(var info) -> book.heard(info);
              case Tick _ -> tell(book, node, shards, calls.get(), region, answers);
            }
            return Behaviors.same();
          });
        }));
  }

  private static void tell(
      TrunkBook book,
      String node,
      int shards,
      Map<String, List<SessionId>> calls,
      ActorRef<ShardingEnvelope<TrunkCommand>> region,
      ActorRef<TrunkInfo> answers) {
    book.settings()
        .forEach(trunk -> {
          List<SessionId> here = calls.getOrDefault(trunk.name(), List.of());
          List<SessionId> told = trunk.maxCalls() == 0 ? List.of() : here;
          region.tell(
              new ShardingEnvelope<>(
                  TrunkSharding.entityId(trunk.name(), shards),
                  new TrunkCommand.Report(node, here.size(), told, answers)));
        });
  }
}
