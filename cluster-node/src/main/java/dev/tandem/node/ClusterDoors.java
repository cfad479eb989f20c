package dev.tandem.node;

import dev.tandem.bridge.BridgeDoors;
import dev.tandem.bridge.BridgeEntity;
import dev.tandem.media.pool.MediaEvents;
import dev.tandem.node.journal.FreshIds;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.Sessions;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.HandlerCalls;
import dev.tandem.session.Ids;
import dev.tandem.session.LiveSessions;
import dev.tandem.session.SessionDoors;
import dev.tandem.session.SessionEntity;
import dev.tandem.table.Publication;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;

/// Everything sessions, bridges, edges and media pools of this node see of the cluster.
final class ClusterDoors implements SessionDoors, BridgeDoors, Sessions, MediaEvents {
  private final String node;
  private final Placement placement;
  private final HandlerCalls handlers;
  private final LiveSessions live;
  private final int maxSessions;
  private final @Nullable FreshIds fresh;
  private final BridgeNotices notices;
  private final TrunkPart trunks;
  private final CallNotices callNotices;
  private volatile Consumer<SessionId> handOver = _ -> {};
  private volatile BooleanSupplier others = () -> false;
  private volatile @Nullable ActorRef<ShardingEnvelope<SessionCommand>> sessions;
  private volatile @Nullable ActorRef<ShardingEnvelope<BridgeCommand>> bridges;

  ClusterDoors(
      String node,
      Placement placement,
      HandlerCalls handlers,
      LiveSessions live,
      int maxSessions,
      @Nullable FreshIds fresh,
      BridgeNotices notices,
      TrunkPart trunks,
      CallNotices callNotices) {
    this.node = node;
    this.placement = placement;
    this.handlers = handlers;
    this.live = live;
    this.maxSessions = maxSessions;
    this.fresh = fresh;
    this.notices = notices;
    this.trunks = trunks;
    this.callNotices = callNotices;
  }

  /// The regions need these doors before they are started.
  void open(
      ActorRef<ShardingEnvelope<SessionCommand>> sessionRegion,
      ActorRef<ShardingEnvelope<BridgeCommand>> bridgeRegion) {
    sessions = sessionRegion;
    bridges = bridgeRegion;
  }

  @Override
  public void tell(SessionId session, SessionCommand command) {
    if (command instanceof SessionCommand.Requested || command instanceof SessionCommand.Acked) {
      var entity = live.entity(session);
      if (entity != null) {
        entity.tell(command);
        return;
      }
    }
    var region = sessions;
    if (region != null) {
      region.tell(new ShardingEnvelope<>(session.value(), command));
    }
  }

  @Override
  public void tell(BridgeId bridge, BridgeCommand command) {
    var region = bridges;
    if (region != null) {
      if (fresh != null && command instanceof BridgeCommand.Form) {
        fresh.markMinted(idOf(bridge));
      }
      region.tell(new ShardingEnvelope<>(bridge.value(), command));
    }
  }

  @Override
  public BridgeId mintBridge(SessionId beside) {
    BridgeId bridge = Ids.bridge(beside.shard());
    if (fresh != null) {
      fresh.minted(idOf(bridge));
    }
    return bridge;
  }

  private static String idOf(BridgeId bridge) {
    return BridgeEntity.KEY.name() + "|" + bridge.value();
  }

  @Override
  public SessionId mint() {
    SessionId id = placement.mint();
    begin(id);
    return id;
  }

  /// Nobody has written under this id yet.
  void begin(SessionId id) {
    if (fresh != null) {
      fresh.mark(SessionEntity.KEY.name() + "|" + id.value());
    }
  }

  @Override
  public boolean open() {
    return sessions != null && live.size() < maxSessions && placement.takesSessions();
  }

  @Override
  public @Nullable ActorRef<EdgeCommand> edge() {
    return placement.edge();
  }

  @Override
  public @Nullable ActorRef<EdgeCommand> edge(String name) {
    return placement.edge(name);
  }

  @Override
  public boolean isUp(TransactionRef transaction) {
    return placement.isUp(transaction.edge());
  }

  @Override
  public @Nullable MediaDoor chooseMedia(Set<String> excluded) {
    Optional<NodeStatus> chosen = placement.chooseMedia(excluded);
    if (chosen.isEmpty() || chosen.get().media() == null) {
      return null;
    }
    return new MediaDoor(chosen.get().name(), chosen.get().media());
  }

  @Override
  public @Nullable String edgeNode() {
    return placement.edgeNode();
  }

  @Override
  public boolean isUp(String name) {
    return name.equals(node) || placement.isUp(name);
  }

  @Override
  public void handedOver(SessionId session) {
    handOver.accept(session);
  }

  void wakeBy(Consumer<SessionId> waker) {
    handOver = waker;
  }

  @Override
  public boolean livesOnElsewhere() {
    return others.getAsBoolean();
  }

  /// @param condition true while another node of the cluster can have sessions
  void liveOnElsewhere(BooleanSupplier condition) {
    others = condition;
  }

  @Override
  public boolean takesLegs(String name) {
    return placement.takesLegs(name);
  }

  @Override
  public @Nullable String mediaFor(BridgeId bridge, @Nullable String instead) {
    return placement.mediaFor(bridge, instead).orElse(null);
  }

  @Override
  public @Nullable String chooseMedia(@Nullable String instead) {
    MediaDoor door = chooseMedia(instead == null ? Set.<String>of() : Set.of(instead));
    if (door != null) {
      return door.node();
    }
    return instead != null && takesLegs(instead) ? instead : null;
  }

  @Override
  public @Nullable ActorRef<MediaCommand> media(String name) {
    return placement.media(name);
  }

  @Override
  public void ask(SessionId session, Invitation invitation, Consumer<Verdict> decide) {
    String trunk = invitation.trunk();
    if (trunk == null) {
      handlers.ask(session, invitation, decide);
    } else {
      trunks
          .takes(session, trunk)
          .thenAccept(room -> {
            if (room) {
              handlers.ask(session, invitation, decide);
            } else {
              decide.accept(new Verdict.Reject(503, null));
            }
          });
    }
  }

  @Override
  public @Nullable CompletionStage<Admission> admit(SessionId session, CallPlan plan) {
    return trunks.admit(session, plan);
  }

  @Override
  public void over(String trunk, SessionId session) {
    trunks.over(trunk, session);
  }

  @Override
  public void askTransfer(
      SessionInfo info,
      String target,
      @Nullable String referredBy,
      Consumer<TransferVerdict> decide) {
    handlers.askTransfer(info, target, referredBy, decide);
  }

  @Override
  public void publish(
      Publication publication, SessionInfo info, String localSdp, String remoteSdp) {
    handlers.published(publication, info, localSdp, remoteSdp);
    callNotices.announce(info);
  }

  @Override
  public void digit(SessionInfo info, char key, Duration duration) {
    handlers.digit(info, key, duration);
  }

  @Override
  public void announce(BridgeNotice notice) {
    notices.announce(notice);
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public void legSilent(LegId leg, Duration silentFor) {
    // A silent peer may be on hold or muted; what to do about it is the session's timer, not ours.
  }

  @Override
  public void auditLeg(LegId leg) {
    tell(leg.session(), new SessionCommand.AuditLeg(leg, node));
  }
}
