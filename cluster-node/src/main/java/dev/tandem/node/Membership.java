package dev.tandem.node;

import dev.tandem.node.config.HostPort;
import dev.tandem.node.config.Role;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.Leave;

/// This node as a member of its cluster.
final class Membership {
  private static final Duration GLANCE = Duration.ofMillis(20);
  private static final Duration SPREAD_WITHIN = Duration.ofSeconds(10);
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final Cluster cluster;

  Membership(ActorSystem<?> system) {
    this.system = system;
    this.cluster = Cluster.get(system);
  }

  /// `host:port`, what the node is called everywhere.
  String name() {
    return nameOf(cluster.selfMember().address());
  }

  static String nameOf(Address address) {
    return address.host().getOrElse(() -> "") + ":" + address.port().getOrElse(() -> 0);
  }

  /// Tells this process from those that had its name before.
  long life() {
    return cluster.selfMember().uniqueAddress().longUid();
  }

  /// Whether the node with that [#life] is out of the cluster: it never comes back.
  boolean isGone(long life) {
    for (Member member : cluster.state().getMembers()) {
      if (member.uniqueAddress().longUid() == life) {
        return false;
      }
    }
    return true;
  }

  /// Completes when this node has been removed from its cluster.
  CompletionStage<Done> out() {
    var out = new CompletableFuture<Done>();
    org.apache.pekko.cluster.Cluster.get(system.classicSystem())
        .registerOnMemberRemoved(() -> out.complete(Done.getInstance()));
    return out;
  }

  /// Joins the seeds, or founds a cluster of its own, and waits to be Up.
  void join(List<HostPort> seeds, Duration limit) {
    Address self = cluster.selfMember().address();
    List<Address> addresses =
        seeds.isEmpty()
            ? List.of(self)
            : seeds.stream()
                .map(it -> new Address(self.protocol(), self.system(), it.host(), it.port()))
                .toList();
    cluster.manager().tell(new JoinSeedNodes(addresses));
    await(
        () -> cluster.selfMember().status().equals(MemberStatus.up()),
        limit,
        "The node could not join the cluster at "
            + seeds
            + ": is a seed node running there, and is --cluster-bind reachable from it?");
  }

  /// Waits until new calls can be placed: shards have owners and this node knows of them. A session
  /// node wakes every shard once, so that none has to be found a home while a caller waits, and
  /// gives those that are to come to it some time: who is in a shard that moves cannot be reached
  /// meanwhile.
  void awaitReady(
      Placement placement, ClusterDoors doors, int shards, boolean session, Duration limit) {
    if (session) {
      for (int shard = 0; shard < shards; shard++) {
        doors.tell(
            new SessionId(shard + "-00000000"), new SessionCommand.Describe(system.ignoreRef()));
      }
    }
    await(
        () ->
            placement.view().node(placement.view().own()).isPresent()
                && (!session || hasShards(placement)),
        limit,
        "The node got no shards: the other session nodes may be starting or stopping");
    holds(() -> !session || placement.isSpread(), SPREAD_WITHIN);
  }

  private static boolean hasShards(Placement placement) {
    return placement
        .view()
        .node(placement.view().own())
        .map(it -> !it.shards().isEmpty())
        .orElse(false);
  }

  /// Whether another session node is in the cluster and means to stay.
  boolean isOtherSessionNode() {
    for (Member member : cluster.state().getMembers()) {
      if (member.hasRole(Role.SESSION.word())
          && member.status().equals(MemberStatus.up())
          && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
        return true;
      }
    }
    return false;
  }

  Optional<String> problem() {
    MemberStatus status = cluster.selfMember().status();
    return status.equals(MemberStatus.up())
        ? Optional.empty()
        : Optional.of("this node is " + status + " in its cluster");
  }

  /// Hands over what the node holds, leaves and stops the actor system.
  static void leave(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(new Leave(cluster.selfMember().address()));
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(LEAVE_WITHIN.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
      system.terminate();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      system.terminate();
    }
  }

  private static void await(BooleanSupplier condition, Duration limit, String problem) {
    if (!holds(condition, limit)) {
      throw new StartupFailure(problem);
    }
  }

  /// Whether it came to that within the limit.
  private static boolean holds(BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(GLANCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartupFailure("interrupted while starting");
      }
    }
    return true;
  }
}
