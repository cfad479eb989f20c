package dev.tandem.node;

import dev.tandem.node.link.NodeWatch;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.session.LiveSessions;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/// Tells the sessions of this node that something of theirs was on a node that is gone.
final class Losses implements NodeWatch {
  private final LiveSessions live;
  private final Placement placement;

  Losses(LiveSessions live, Placement placement) {
    this.live = live;
    this.placement = placement;
  }

  /// A node that the cluster has removed is gone for certain.
  void watch(ActorSystem<?> system) {
    system.systemActorOf(
        Behaviors.<ClusterEvent.MemberRemoved>setup(ctx -> {
          Cluster.get(system)
              .subscriptions()
              .tell(new Subscribe<>(ctx.getSelf(), ClusterEvent.MemberRemoved.class));
          return Behaviors.receiveMessage(removed -> {
            dead(Membership.nameOf(removed.member().address()));
            return Behaviors.same();
          });
        }),
        "losses",
        Props.empty());
  }

  @Override
  public void silent(String node) {
    placement.lost(node);
    live.all()
        .filter(it -> node.equals(it.mediaNode()))
        .forEach(it -> live.tell(it.id(), new SessionCommand.LeaveMedia(node, true)));
  }

  @Override
  public void back(String node) {
    placement.back(node);
  }

  @Override
  public void dead(String node) {
    silent(node);
    live.all()
        .filter(it -> node.equals(it.edge()))
        .forEach(it -> live.tell(it.id(), new SessionCommand.LeaveEdge(node)));
  }
}
