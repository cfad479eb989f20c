package dev.tandem.watch;

import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.SessionNotice;
import dev.tandem.protocol.SipUser;
import dev.tandem.protocol.SubscriptionCommand;
import dev.tandem.protocol.SubscriptionId;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;

/// The subscriptions that live on this node, and what each of them watches. Entities write,
/// everybody reads.
public final class LiveNotifiers {
  private record Live(String subscriber, ActorRef<SubscriptionCommand> entity, Set<String> keys) {}

  private final ConcurrentHashMap<SubscriptionId, Live> notifiers = new ConcurrentHashMap<>();

  /// Who watches what: a call must not look at all there are.
  private final ConcurrentHashMap<String, Set<SubscriptionId>> byKey = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<String, Set<SubscriptionId>> bySubscriber =
      new ConcurrentHashMap<>();
  private volatile Runnable watching = () -> {};

  /// @param watcher run now and whenever [#size] may have become zero or more than that; must not
  ///   block
  public void whenWatching(Runnable watcher) {
    watching = watcher;
    watcher.run();
  }

  void put(
      SubscriptionId id,
      String subscriber,
      ActorRef<SubscriptionCommand> entity,
      Set<String> keys) {
    Live before = notifiers.put(id, new Live(subscriber, entity, keys));
    if (before != null && before.keys().equals(keys)) {
      return;
    }
    keys.forEach(key -> add(byKey, key, id));
    add(bySubscriber, subscriber, id);
    if (before != null) {
      before.keys().stream()
          .filter(key -> !keys.contains(key))
          .forEach(key -> take(byKey, key, id));
    }
    watching.run();
  }

  void remove(SubscriptionId id) {
    Live before = notifiers.remove(id);
    if (before != null) {
      before.keys().forEach(key -> take(byKey, key, id));
      take(bySubscriber, before.subscriber(), id);
      watching.run();
    }
  }

  private static void add(
      ConcurrentHashMap<String, Set<SubscriptionId>> index, String key, SubscriptionId id) {
    index.compute(
        key,
        (_, found) -> {
          Set<SubscriptionId> ids = found == null ? ConcurrentHashMap.newKeySet() : found;
          ids.add(id);
          return ids;
        });
  }

  private static void take(
      ConcurrentHashMap<String, Set<SubscriptionId>> index, String key, SubscriptionId id) {
    index.computeIfPresent(
        key,
        (_, ids) -> {
          ids.remove(id);
          return ids.isEmpty() ? null : ids;
        });
  }

  public int size() {
    return notifiers.size();
  }

  int of(String subscriber) {
    return bySubscriber.getOrDefault(subscriber, Set.of()).size();
  }

  /// Messages to who watches one of its sides.
  public void heard(SessionNotice notice) {
    Set<String> what = new HashSet<>(4);
    what.add(notice.session().value());
    what.add(SipUser.of(notice.from()));
    what.add(SipUser.of(notice.to()));
    what.remove("");
    changed(what);
  }

  public void heard(BridgeNotice notice) {
    changed(Set.of(notice.bridge().value()));
  }

  /// Those whose subscriber has the Contact of a node that is gone send from another one.
  public void nodeGone() {
    notifiers.values().forEach(it -> it.entity().tell(NotifierEntity.EDGE_GONE));
  }

  private void changed(Set<String> what) {
    what.stream()
        .flatMap(key -> byKey.getOrDefault(key, Set.of()).stream())
        .distinct()
        .map(notifiers::get)
        .filter(Objects::nonNull)
        .forEach(it -> it.entity().tell(NotifierEntity.CHANGED));
  }
}
