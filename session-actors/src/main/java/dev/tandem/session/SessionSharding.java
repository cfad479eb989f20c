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
import java.util.function.LongPredicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/// Starts the shard regions of sessions, bridges, addresses of record and subscriptions. The shard
/// of an entity is the first part of its id.
public final class SessionSharding {
  private static final String ROLE = "session";

  private SessionSharding() {}

  /// On a node without the session role the region only forwards.
  public static ActorRef<ShardingEnvelope<SessionCommand>> startSessions(
      ActorSystem<?> system,
      SessionTables tables,
      SessionSettings settings,
      DialogTags tags,
      SessionDoors doors,
      LiveSessions live) {
    return ClusterSharding.get(system)
        .init(
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
                            entity.getShard()))
                .withMessageExtractor(new ByPrefix<>())
                .withRole(ROLE));
  }

  public static ActorRef<ShardingEnvelope<BridgeCommand>> startBridges(
      ActorSystem<?> system, BridgeDoors doors, LiveBridges live) {
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    BridgeEntity.KEY,
                    entity ->
                        BridgeEntity.create(
                            new BridgeId(entity.getEntityId()), doors, live, entity.getShard()))
                .withMessageExtractor(new ByPrefix<>())
                .withRole(ROLE));
  }

  /// @param gone whether that [dev.tandem.protocol.Binding#life] is over
  public static ActorRef<ShardingEnvelope<RegistrarCommand>> startRegistrar(
      ActorSystem<?> system, RegistrarSettings settings, LiveAddresses live, LongPredicate gone) {
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    RegistrarEntity.KEY,
                    entity ->
                        RegistrarEntity.create(
                            entity.getEntityId(),
                            settings,
                            live,
                            gone,
                            InstantSource.system(),
                            entity.getShard()))
                .withMessageExtractor(new ByPrefix<>())
                .withRole(ROLE));
  }

  public static ActorRef<ShardingEnvelope<SubscriptionCommand>> startSubscriptions(
      ActorSystem<?> system,
      SubscriptionSettings settings,
      NotifierDoors doors,
      LiveNotifiers live) {
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    NotifierEntity.KEY,
                    entity ->
                        NotifierEntity.create(
                            new SubscriptionId(entity.getEntityId()),
                            settings,
                            doors,
                            live,
                            InstantSource.system(),
                            entity.getShard()))
                .withMessageExtractor(new ByPrefix<>())
                .withRole(ROLE));
  }

  /// Subscriptions of ours.
  ///
  /// @param most on one node
  public static ActorRef<ShardingEnvelope<WatcherCommand>> startWatchers(
      ActorSystem<?> system, int most, WatcherDoors doors, LiveWatchers live) {
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    WatcherEntity.KEY,
                    entity ->
                        WatcherEntity.create(
                            new SubscriptionId(entity.getEntityId()),
                            most,
                            doors,
                            live,
                            InstantSource.system(),
                            entity.getShard()))
                .withMessageExtractor(new ByPrefix<>())
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
