package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.bridge.BridgeEntity;
import dev.tandem.node.config.Role;
import dev.tandem.node.journal.Journal;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.session.SessionEntity;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wakes the calls of a session node that has left the cluster, on the nodes that have its shards
/// now: nobody need ask for a call to have it back, with its timers. One of those that remain does
/// so for all.
///
/// Who is asked and does not answer is asked again, since a message to a shard that has no owner
/// yet is lost. Asking a session that is awake costs a message.
final class WakeUp {
  private static final Logger LOG = LoggerFactory.getLogger(WakeUp.class);
  private static final int AT_A_TIME = 64;
  private static final int TRIES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final Journal journal;
  private final Asks asks;
  private final List<String> shards;
  private final Semaphore asking = new Semaphore(AT_A_TIME);

  private WakeUp(Cluster cluster, Journal journal, Asks asks, int shards) {
    this.cluster = cluster;
    this.journal = journal;
    this.asks = asks;
    this.shards = IntStream.range(0, shards).mapToObj(Integer::toString).toList();
  }

  static void start(ActorSystem<?> system, Journal journal, Asks asks, int shards) {
    var wakeUp = new WakeUp(Cluster.get(system), journal, asks, shards);
    system.systemActorOf(wakeUp.listening(), "wake-up", Props.empty());
  }

  private Behavior<ClusterEvent.MemberRemoved> listening() {
    return Behaviors.setup(ctx -> {
      cluster
          .subscriptions()
          .tell(new Subscribe<>(ctx.getSelf(), ClusterEvent.MemberRemoved.class));
      return Behaviors.receiveMessage(removed -> {
        if (removed.member().hasRole(Role.SESSION.word()) && isOurs(removed.member())) {
          Thread.ofVirtual()
              .name("wake-up")
              .start(() -> wakeAll(removed.member().address().toString()));
        }
        return Behaviors.same();
      });
    });
  }

  /// Whether this is the first of the session nodes that are left. The state may still show who has
  /// just gone.
  private boolean isOurs(Member removed) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(it -> it.hasRole(Role.SESSION.word()) && it.status().equals(MemberStatus.up()))
        .map(Member::uniqueAddress)
        .filter(it -> !it.equals(removed.uniqueAddress()))
        .min(Comparator.comparing(UniqueAddress::address, Member.addressOrdering()))
        .filter(cluster.selfMember().uniqueAddress()::equals)
        .isPresent();
  }

  private void wakeAll(String left) {
    try {
      List<String> sessions = journal.queries().liveIds(SessionEntity.KEY.name(), shards);
      List<String> bridges = journal.queries().liveIds(BridgeEntity.KEY.name(), shards);
      LOG.info(
          "waking calls, left={}, sessions={}, bridges={}", left, sessions.size(), bridges.size());
      for (String id : sessions) {
        begin(() -> asks.session(new SessionId(id), SessionCommand.Describe::new, PATIENCE));
      }
      for (String id : bridges) {
        begin(() -> asks.bridge(new BridgeId(id), BridgeCommand.Describe::new));
      }
    } catch (SQLException e) {
      LOG.warn("calls of {} wake only when somebody asks for them: {}", left, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Runnable ask) throws InterruptedException {
    asking.acquire();
    Thread.ofVirtual()
        .start(() -> {
          try {
            untilAnswered(ask);
          } finally {
            asking.release();
          }
        });
  }

  private static void untilAnswered(Runnable ask) {
    for (int tried = 0; tried < TRIES; tried++) {
      try {
        ask.run();
        return;
      } catch (SessionException silent) {
        LOG.debug("a call that is to wake does not answer yet");
      }
    }
    LOG.warn("a call did not wake, tries={}", TRIES);
  }
}
