package dev.tandem.session;

import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.sharding.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.sharding.internal.LeastShardAllocationStrategy;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;

/// Spreads shards evenly, as Pekko does; moves none while the journal is away. Who is in a shard
/// that moves wakes by reading it, so a call would not be reachable until the journal is back.
final class ShardSpread implements ShardCoordinator.ActorSystemDependentAllocationStrategy {
  private static final Set<String> NONE = scala.collection.immutable.Set$.MODULE$.empty();

  private final LeastShardAllocationStrategy evenly;
  private final BooleanSupplier journalAway;

  ShardSpread(org.apache.pekko.actor.typed.ActorSystem<?> system, BooleanSupplier journalAway) {
    var limits = ClusterShardingSettings.create(system.classicSystem()).tuningParameters();
    this.evenly =
        new LeastShardAllocationStrategy(
            limits.leastShardAllocationAbsoluteLimit(), limits.leastShardAllocationRelativeLimit());
    this.journalAway = journalAway;
  }

  @Override
  public void start(ActorSystem system) {
    evenly.start(system);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef asker, String shard, Map<ActorRef, IndexedSeq<String>> present) {
    return evenly.allocateShard(asker, shard, present);
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> present, Set<String> underWay) {
    return journalAway.getAsBoolean()
        ? Future.successful(NONE)
        : evenly.rebalance(present, underWay);
  }
}
