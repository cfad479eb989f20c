package dev.tandem.node.edge;

import dev.tandem.node.users.Users;
import dev.tandem.sip.auth.UserKeys;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Users' keys off the SIP loop, with a memory of so many, those that are not there included. On
/// the SIP loop only.
final class KeyLookups {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLookups.class);

  sealed interface Found {}

  /// @param keys null when there is no such user
  record Told(@Nullable UserKeys keys) implements Found {}

  /// Nobody can say now.
  record Away() implements Found {}

  private record Known(@Nullable UserKeys keys, long until) {}

  private final Users users;
  private final Executor loop;
  private final LongSupplier clock;
  private final Duration lifetime;
  private final int max;
  private final Map<String, Known> known;
  private int underWay;

  KeyLookups(Users users, Executor loop, LongSupplier clock) {
    this.users = users;
    this.loop = loop;
    this.clock = clock;
    this.lifetime = users.settings().cacheFor();
    this.max = users.settings().atATime();
    int size = users.settings().cacheSize();
    this.known =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > size;
          }
        };
  }

  /// @param then called on the loop, at once or later
  void find(String user, Consumer<Found> then) {
    Known before = known.get(user);
    if (!users.mustAsk()) {
      then.accept(new Told(users.configured(user)));
    } else if (before != null && before.until() - clock.getAsLong() > 0) {
      then.accept(new Told(before.keys()));
    } else if (underWay >= max) {
      then.accept(new Away());
    } else {
      underWay++;
      Thread.ofVirtual().name("user-lookup").start(() -> ask(user, then));
    }
  }

  private void ask(String user, Consumer<Found> then) {
    Found found;
    try {
      found = new Told(users.ask(user));
    } catch (Exception e) { // an application's store may throw what it likes
      LOG.warn("users cannot be looked up, problem={}", e.toString());
      found = new Away();
    }
    Found answer = found;
    loop.execute(() -> answered(user, answer, then));
  }

  private void answered(String user, Found answer, Consumer<Found> then) {
    underWay--;
    if (answer instanceof Told(var keys)) {
      known.remove(user); // so that it becomes the youngest
      known.put(user, new Known(keys, clock.getAsLong() + lifetime.toNanos()));
    }
    then.accept(answer);
  }

  int remembered() {
    return known.size();
  }
}
