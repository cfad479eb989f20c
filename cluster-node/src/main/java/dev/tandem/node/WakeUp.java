package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.bridge.BridgeEntity;
import dev.tandem.node.config.Role;
import dev.tandem.node.journal.Journal;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.session.LiveSessions;
import dev.tandem.session.SessionEntity;
import dev.tandem.watch.NotifierEntity;
import dev.tandem.watch.WatcherEntity;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

/// Wakes calls whose node is gone, on the nodes that have their shards now: nobody need ask for a
/// call to have it back, with its timers. After a node has left the cluster one of those that
/// remain does so for all; so it does when the first session node starts, and again now and then,
/// should one that was waking others have died over it. A session whose shard moves is woken by the
/// node it leaves.
///
/// Who is asked and does not answer is asked again, since a message to a shard that has no owner
/// yet is lost. Asking a session that is awake costs a message.
final class WakeUp {
  private static final Logger LOG = LoggerFactory.getLogger(WakeUp.class);
  private static final int AT_A_TIME = 64;
  private static final int TRIES = 20;
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final Journal journal;
  private final Asks asks;
  private final LiveSessions live;
  private final SubscriptionDoor subscriptions;
  private final WatcherDoor watchers;
  private final BooleanSupplier others;
  private volatile boolean closed;
  private final List<String> shards;
  private final Semaphore asking = new Semaphore(AT_A_TIME);

  private WakeUp(
      Cluster cluster,
      Journal journal,
      Asks asks,
      LiveSessions live,
      SubscriptionDoor subscriptions,
      WatcherDoor watchers,
      BooleanSupplier others,
      int shards) {
    this.live = live;
    this.subscriptions = subscriptions;
    this.watchers = watchers;
    this.others = others;
    this.cluster = cluster;
    this.journal = journal;
    this.asks = asks;
    this.shards = IntStream.range(0, shards).mapToObj(Integer::toString).toList();
  }

  /// @param others whether another node keeps sessions
  static WakeUp start(
      ActorSystem<?> system,
      Journal journal,
      Asks asks,
      LiveSessions live,
      SubscriptionDoor subscriptions,
      WatcherDoor watchers,
      BooleanSupplier others,
      int shards) {
    var wakeUp =
        new WakeUp(
            Cluster.get(system), journal, asks, live, subscriptions, watchers, others, shards);
    system.systemActorOf(wakeUp.listening(), "wake-up", Props.empty());
    return wakeUp;
  }

  /// The node is ready: calls of an earlier life are woken, and from now on those that nobody has.
  void begin(BooleanSupplier leads) {
    Thread.ofVirtual()
        .name("wake-up")
        .start(() -> {
          try {
            while (!closed) {
              if (leads.getAsBoolean()) {
                wakeAll("nobody");
              }
              TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  void close() {
    closed = true;
  }

  /// The session is leaving this node with its shard.
  void follow(SessionId session) {
    follow(() -> asks.session(session, SessionCommand.Describe::new, PATIENCE));
  }

  void follow(SubscriptionId subscription) {
    follow(() -> subscriptions.wake(subscription));
  }

  /// A subscription of ours.
  void followOurs(SubscriptionId subscription) {
    follow(() -> watchers.wake(subscription));
  }

  /// Ids of the subscriptions of ours that have not ended. Blocks.
  List<String> ours() throws SQLException {
    return journal.queries().liveIds(WatcherEntity.KEY.name(), shards);
  }

  /// Where no other node can have it, it wakes when this one has started again; what its shard were
  /// asked before that would keep this one from ending.
  private void follow(Runnable ask) {
    if (!closed && others.getAsBoolean()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              begin(ask);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
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
      List<String> watches = journal.queries().liveIds(NotifierEntity.KEY.name(), shards);
      List<String> bridges = journal.queries().liveIds(BridgeEntity.KEY.name(), shards);
      LOG.debug(
          "waking calls, left={}, sessions={}, bridges={}", left, sessions.size(), bridges.size());
      for (String id : sessions) {
        if (live.entity(new SessionId(id)) != null) {
          continue;
        }
        begin(() -> asks.session(new SessionId(id), SessionCommand.Describe::new, PATIENCE));
      }
      for (String id : bridges) {
        begin(() -> asks.bridge(new BridgeId(id), BridgeCommand.Describe::new));
      }
      for (String id : watches) {
        begin(() -> subscriptions.wake(new SubscriptionId(id)));
      }
      for (String id : ours()) {
        begin(() -> watchers.wake(new SubscriptionId(id)));
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

  private void untilAnswered(Runnable ask) {
    for (int tried = 0; tried < TRIES && !closed; tried++) {
      try {
        ask.run();
        return;
      } catch (SessionException | CompletionException silent) {
        LOG.debug("a call that is to wake does not answer yet");
      }
    }
    if (!closed) {
      LOG.warn("a call did not wake, tries={}", TRIES);
    }
  }
}
