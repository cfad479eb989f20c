package dev.tandem.trunk;

import dev.tandem.protocol.TrunkCommand;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/// Starts the shard region of the trunks: one keeper for each, on some node with role `session`.
public final class TrunkSharding {
  private static final String ROLE = "session";

  private TrunkSharding() {}

  /// On a node without the session role the region only forwards.
  public static ActorRef<ShardingEnvelope<TrunkCommand>> start(
      ActorSystem<?> system, TrunkBook book, TrunkDoors doors) {
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    TrunkEntity.KEY,
                    entity -> {
                      String name = name(entity.getEntityId());
                      return TrunkEntity.create(name, book.settings(name), book.lines(), doors);
                    })
                .withMessageExtractor(new ByShard())
                .withRole(ROLE));
  }

  /// `SHARD-NAME`.
  public static String entityId(String trunk, int shards) {
    return Math.floorMod(trunk.hashCode(), shards) + "-" + trunk;
  }

  static String name(String entityId) {
    return entityId.substring(entityId.indexOf('-') + 1);
  }

  private static final class ByShard
      extends ShardingMessageExtractor<ShardingEnvelope<TrunkCommand>, TrunkCommand> {
    @Override
    public String entityId(ShardingEnvelope<TrunkCommand> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return entityId.substring(0, entityId.indexOf('-'));
    }

    @Override
    public TrunkCommand unwrapMessage(ShardingEnvelope<TrunkCommand> envelope) {
      return envelope.message();
    }
  }
}
