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
import dev.tandem.registrar.LiveAddresses;
import dev.tandem.registrar.RegistrarEntity;
import dev.tandem.registrar.RegistrarSettings;
import dev.tandem.session.core.SessionCore;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/// Starts the shard regions of sessions, bridges and addresses of record. The shard of an entity is
/// the first part of its id.
public final class SessionSharding {
  private static final String ROLE = "session";

  private SessionSharding() {}

  /// On a node without the session role the region only forwards.
  public static ActorRef<ShardingEnvelope<SessionCommand>> startSessions(
      ActorSystem<?> system,
      SessionCore core,
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
                            core,
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

  public static ActorRef<ShardingEnvelope<RegistrarCommand>> startRegistrar(
      ActorSystem<?> system, RegistrarSettings settings, LiveAddresses live) {
    return ClusterSharding.get(system)
        .init(
            Entity.of(
                    RegistrarEntity.KEY,
                    entity ->
                        RegistrarEntity.create(
                            entity.getEntityId(),
                            settings,
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
