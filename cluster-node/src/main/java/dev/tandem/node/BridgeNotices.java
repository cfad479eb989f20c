package dev.tandem.node;

import dev.tandem.api.BridgeControl.Subscription;
import dev.tandem.protocol.BridgeNotice;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries what happens to bridges to whoever has subscribed, on whichever node. Costs nothing
/// while nobody has.
final class BridgeNotices {
  static final int MAX_BEHIND = 1000;
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(3);
  private static final Duration GLANCE = Duration.ofMillis(5);
  private static final Logger LOG = LoggerFactory.getLogger(BridgeNotices.class);
  static final ServiceKey<BridgeNotice> KEY =
      ServiceKey.create(BridgeNotice.class, "bridge-notices");

  private volatile Set<ActorRef<BridgeNotice>> subscribers = Set.of();

  /// Begins to follow who has subscribed.
  void start(ActorSystem<?> system) {
    Behavior<Receptionist.Listing> follow =
        Behaviors.receiveMessage(listing -> {
          subscribers = Set.copyOf(listing.getServiceInstances(KEY));
          return Behaviors.same();
        });
    var follower = system.systemActorOf(follow, "bridge-notice-subscribers", Props.empty());
    system.receptionist().tell(Receptionist.subscribe(KEY, follower));
  }

  void announce(BridgeNotice notice) {
    for (ActorRef<BridgeNotice> subscriber : subscribers) {
      subscriber.tell(notice);
    }
  }

  Subscription subscribe(ActorSystem<?> system, Consumer<BridgeNotice> subscriber) {
    var queue = new ArrayBlockingQueue<BridgeNotice>(MAX_BEHIND);
    var lost = new LongAdder();
    Behavior<BridgeNotice> collect =
        Behaviors.receiveMessage(notice -> {
          while (!queue.offer(notice)) {
            queue.poll();
            lost.increment();
          }
          return Behaviors.same();
        });
    ActorRef<BridgeNotice> collector =
        system.systemActorOf(
            collect, "bridge-notices-" + System.identityHashCode(queue), Props.empty());
    system.receptionist().tell(Receptionist.register(KEY, collector));
    awaitKnown(collector);
    Thread reader = Thread.ofVirtual().name("bridge-notices").start(() -> read(queue, subscriber));
    return new Subscription() {
      @Override
      public long lost() {
        return lost.sum();
      }

      @Override
      public void close() {
        system.receptionist().tell(Receptionist.deregister(KEY, collector));
        reader.interrupt();
      }
    };
  }

  /// What happens on this node after `subscribe` has returned is heard; the other nodes learn of a
  /// subscriber within a gossip.
  private void awaitKnown(ActorRef<BridgeNotice> collector) {
    long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
    while (!subscribers.contains(collector) && System.nanoTime() < deadline) {
      try {
        Thread.sleep(GLANCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void read(
      ArrayBlockingQueue<BridgeNotice> queue, Consumer<BridgeNotice> subscriber) {
    while (true) {
      try {
        subscriber.accept(queue.take());
      } catch (InterruptedException e) {
        return; // closed
      } catch (RuntimeException e) {
        LOG.warn("subscriber to bridge events failed", e);
      }
    }
  }
}
