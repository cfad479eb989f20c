package dev.tandem.node;

import dev.tandem.node.link.NodeWatch;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.session.LiveSessions;
import dev.tandem.watch.LiveNotifiers;

/// Tells the sessions and subscriptions of this node that something of theirs was on a node that is
/// gone.
final class Losses implements NodeWatch {
  private final LiveSessions live;
  private final LiveNotifiers subscriptions;
  private final Placement placement;

  Losses(LiveSessions live, LiveNotifiers subscriptions, Placement placement) {
    this.live = live;
    this.subscriptions = subscriptions;
    this.placement = placement;
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
    subscriptions.nodeGone();
  }
}
