package dev.tandem.node;

import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.Role;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.journal.Journal;
import dev.tandem.node.link.LinkMetrics;
import dev.tandem.node.link.Links;
import dev.tandem.node.link.NodeWatch;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The links of this node, fed with the cluster's members.
final class LinkPart {
  private static final Logger LOG = LoggerFactory.getLogger(LinkPart.class);

  private final Cluster cluster;
  private final Placement placement;
  private final @Nullable Journal journal;
  private final InetAddress bind;
  private final Links links;

  private LinkPart(
      ActorSystem<?> system,
      NodeSettings settings,
      byte[] secret,
      Placement placement,
      @Nullable Journal journal,
      NodeWatch watch)
      throws IOException {
    this.cluster = Cluster.get(system);
    this.placement = placement;
    this.journal = journal;
    this.bind = InetAddress.getByName(settings.cluster().bind());
    var self = cluster.selfMember().uniqueAddress();
    this.links =
        new Links(
            Membership.nameOf(self.address()),
            self.longUid(),
            settings.roles().contains(Role.SESSION),
            secret,
            bind,
            watch,
            new Downing(),
            name -> placement.view().node(name).map(NodeStatus::link).flatMap(LinkPart::address),
            this::isDisconnected);
  }

  /// Before the node joins, so that no member is missed.
  static LinkPart start(
      ActorSystem<?> system,
      NodeSettings settings,
      byte[] secret,
      Placement placement,
      @Nullable Journal journal,
      NodeWatch watch) {
    try {
      var part = new LinkPart(system, settings, secret, placement, journal, watch);
      system.systemActorOf(part.listening(watch), "links", Props.empty());
      if (journal != null) {
        journal.fenceWith(part.links);
      }
      return part;
    } catch (IOException e) {
      throw new StartupFailure(
          "The links to the other nodes cannot listen on "
              + settings.cluster().bind()
              + " (--cluster-bind): "
              + e.getMessage(),
          e);
    }
  }

  private Behavior<ClusterEvent.MemberEvent> listening(NodeWatch watch) {
    return Behaviors.setup(ctx -> {
      cluster.subscriptions().tell(new Subscribe<>(ctx.getSelf(), ClusterEvent.MemberEvent.class));
      cluster.state().getMembers().forEach(this::heard);
      return Behaviors.receiveMessage(event -> {
        heard(event.member());
        if (event instanceof ClusterEvent.MemberRemoved) {
          links.removed(event.member().address().toString());
          watch.dead(Membership.nameOf(event.member().address()));
        }
        return Behaviors.same();
      });
    });
  }

  private void heard(Member member) {
    long uid = member.uniqueAddress().longUid();
    MemberStatus status = member.status();
    if (status.equals(MemberStatus.up()) || status.equals(MemberStatus.weaklyUp())) {
      links.member(
          Membership.nameOf(member.address()),
          member.address().toString(),
          uid,
          member.hasRole(Role.SESSION.word()));
    } else if (!status.equals(MemberStatus.joining())) {
      links.left(uid);
    }
  }

  private static Optional<InetSocketAddress> address(String hostPort) {
    int colon = hostPort.lastIndexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(
            new InetSocketAddress(
                hostPort.substring(0, colon),
                Integer.parseInt(hostPort, colon + 1, hostPort.length(), 10)));
  }

  /// The database is another path to the same truth: a process that lives holds connections to it.
  private boolean isDisconnected(String node) {
    String process = placement.view().node(node).map(NodeStatus::database).orElse("");
    if (journal == null || process.isEmpty()) {
      return true;
    }
    try {
      return !journal.queries().holdsConnections(process);
    } catch (SQLException e) {
      LOG.warn("the database cannot say whether {} is gone: {}", node, e.getMessage());
      return false;
    }
  }

  /// Where the links of the others connect.
  String address() {
    return bind.getHostAddress() + ":" + links.port();
  }

  Links links() {
    return links;
  }

  LinkMetrics metrics() {
    return links.metrics();
  }

  void close() {
    links.close();
  }

  private final class Downing implements Links.Cluster {
    @Override
    public void down(String address) {
      Address dead = AddressFromURIString.parse(address);
      cluster.manager().tell(new Down(dead));
    }

    @Override
    public void fenceOff(String why) {
      LOG.error("this node is cut off from the majority ({}): it ends itself", why);
      cluster.manager().tell(new Down(cluster.selfMember().address()));
    }
  }
}
