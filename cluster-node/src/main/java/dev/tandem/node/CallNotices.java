package dev.tandem.node;

import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionNotice;
import dev.tandem.watch.LiveNotifiers;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/// Carries changes of calls and bridges to the nodes that have subscriptions. Costs a call nothing
/// while there are none anywhere.
final class CallNotices {
  private static final ServiceKey<SessionNotice> KEY =
      ServiceKey.create(SessionNotice.class, "session-notices");

  private final LiveNotifiers live;
  private volatile Set<ActorRef<SessionNotice>> nodes = Set.of();
  private @Nullable ActorSystem<?> system;
  private @Nullable ActorRef<SessionNotice> calls;
  private @Nullable ActorRef<BridgeNotice> bridges;
  private boolean listening;

  CallNotices(LiveNotifiers live) {
    this.live = live;
  }

  /// Begins to follow who watches, and to listen while somebody on this node does.
  synchronized void start(ActorSystem<?> actors) {
    system = actors;
    Behavior<Receptionist.Listing> follow =
        Behaviors.receiveMessage(listing -> {
          nodes = Set.copyOf(listing.getServiceInstances(KEY));
          return Behaviors.same();
        });
    var follower = actors.systemActorOf(follow, "session-notice-subscribers", Props.empty());
    actors.receptionist().tell(Receptionist.subscribe(KEY, follower));
    calls =
        actors.systemActorOf(
            Behaviors.<SessionNotice>receiveMessage(notice -> {
              live.heard(notice);
              return Behaviors.same();
            }),
            "session-notices",
            Props.empty());
    bridges =
        actors.systemActorOf(
            Behaviors.<BridgeNotice>receiveMessage(notice -> {
              live.heard(notice);
              return Behaviors.same();
            }),
            "watched-bridges",
            Props.empty());
    live.whenWatching(this::listen);
  }

  /// Called with every subscription that comes or goes, on any thread.
  private synchronized void listen() {
    boolean wanted = live.size() > 0;
    if (wanted != listening && system != null && calls != null && bridges != null) {
      listening = wanted;
      var receptionist = system.receptionist();
      if (wanted) {
        receptionist.tell(Receptionist.register(KEY, calls));
        receptionist.tell(Receptionist.register(BridgeNotices.KEY, bridges));
      } else {
        receptionist.tell(Receptionist.deregister(KEY, calls));
        receptionist.tell(Receptionist.deregister(BridgeNotices.KEY, bridges));
      }
    }
  }

  void announce(SessionInfo info) {
    Set<ActorRef<SessionNotice>> hearers = nodes;
    if (!hearers.isEmpty()) {
      var notice = new SessionNotice(info.id(), info.from(), info.to());
      hearers.forEach(it -> it.tell(notice));
    }
  }
}
