package dev.tandem.session;

import dev.tandem.bridge.BridgeDoors;
import dev.tandem.bridge.BridgeEntity;
import dev.tandem.bridge.LiveBridges;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.RegistrarCommand;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SubscriptionCommand;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.WatcherCommand;
import dev.tandem.registrar.LiveAddresses;
import dev.tandem.registrar.RegistrarEntity;
import dev.tandem.registrar.RegistrarSettings;
import dev.tandem.watch.LiveNotifiers;
import dev.tandem.watch.LiveWatchers;
import dev.tandem.watch.NotifierDoors;
import dev.tandem.watch.NotifierEntity;
import dev.tandem.watch.SubscriptionSettings;
import dev.tandem.watch.WatcherDoors;
import dev.tandem.watch.WatcherEntity;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/// Starts the shard regions of sessions, bridges, addresses of record and subscriptions. The shard
/// of an entity is the first part of its id. On a node without the session role a region only
/// forwards.
public final class SessionSharding {
  private static final String ROLE = "session";

  private final ActorSystem<?> system;
  private final BooleanSupplier journalAway;

  /// @param journalAway while that holds no shard moves that need not: who is in it would have to
  ///   be read from the journal elsewhere
  public SessionSharding(ActorSystem<?> system, BooleanSupplier journalAway) {
    this.system = system;
    this.journalAway = journalAway;
  }

  public ActorRef<ShardingEnvelope<SessionCommand>> startSessions(
      SessionTables tables,
      SessionSettings settings,
      DialogTags tags,
      SessionDoors doors,
      LiveSessions live) {
    return start(
        Entity.of(
            SessionEntity.KEY,
            entity ->
                SessionEntity.create(
                    new SessionId(entity.getEntityId()),
                    tables,
                    settings,
                    tags,
                    doors,
                    live,
                    entity.getShard())));
  }

  public ActorRef<ShardingEnvelope<BridgeCommand>> startBridges(
      BridgeDoors doors, LiveBridges live) {
    return start(
        Entity.of(
            BridgeEntity.KEY,
            entity ->
                BridgeEntity.create(
                    new BridgeId(entity.getEntityId()), doors, live, entity.getShard())));
  }

  /// @param gone whether that [dev.tandem.protocol.Binding#life] is over
  public ActorRef<ShardingEnvelope<RegistrarCommand>> startRegistrar(
      RegistrarSettings settings, LiveAddresses live, LongPredicate gone) {
    return start(
        Entity.of(
            RegistrarEntity.KEY,
            entity ->
                RegistrarEntity.create(
                    entity.getEntityId(),
                    settings,
                    live,
                    gone,
                    InstantSource.system(),
                    entity.getShard())));
  }

  public ActorRef<ShardingEnvelope<SubscriptionCommand>> startSubscriptions(
      SubscriptionSettings settings, NotifierDoors doors, LiveNotifiers live) {
    return start(
        Entity.of(
            NotifierEntity.KEY,
            entity ->
                NotifierEntity.create(
                    new SubscriptionId(entity.getEntityId()),
                    settings,
                    doors,
                    live,
                    InstantSource.system(),
                    entity.getShard())));
  }

  /// Subscriptions of ours.
  ///
  /// @param most on one node
  public ActorRef<ShardingEnvelope<WatcherCommand>> startWatchers(
      int most, WatcherDoors doors, LiveWatchers live) {
    return start(
        Entity.of(
            WatcherEntity.KEY,
            entity ->
                WatcherEntity.create(
                    new SubscriptionId(entity.getEntityId()),
                    most,
                    doors,
                    live,
                    InstantSource.system(),
                    entity.getShard())));
  }

  private <M> ActorRef<ShardingEnvelope<M>> start(Entity<M, ShardingEnvelope<M>> entity) {
    return ClusterSharding.get(system)
        .init(
            entity
                .withMessageExtractor(new ByPrefix<>())
                .withAllocationStrategy(new ShardSpread(system, journalAway))
                .withRole(ROLE));
  }

  private static final class ByPrefix<M> extends ShardingMessageExtractor<ShardingEnvelope<M>, M> {
    @Override
    public String entityId(ShardingEnvelope<M> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return entityId.substring(0, entityId.indexOf('-'));
    }

    @Override
    public M unwrapMessage(ShardingEnvelope<M> envelope) {
      return envelope.message();
    }
  }
}
