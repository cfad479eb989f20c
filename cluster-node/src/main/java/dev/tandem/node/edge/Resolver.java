package dev.tandem.node.edge;

import dev.tandem.sip.transaction.Numeric;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Host names to addresses off the SIP loop, with a small memory. Numeric hosts are answered at
/// once. On the SIP loop only.
final class Resolver {
  /// Asks the system; may block and runs on a thread of its own.
  interface Lookup {
    InetAddress byName(String host) throws UnknownHostException;
  }

  private record Known(InetAddress address, long until) {}

  private final Lookup lookup;
  private final Executor loop;
  private final LongSupplier clock;
  private final Duration lifetime;
  private final int max;
  private final Map<String, Known> known;
  private int underWay;

  Resolver(Lookup lookup, Executor loop, LongSupplier clock, EdgeSettings settings) {
    this.lookup = lookup;
    this.loop = loop;
    this.clock = clock;
    this.lifetime = settings.nameLifetime();
    this.max = settings.maxNames();
    this.known =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > max;
          }
        };
  }

  /// @param then called on the loop, at once or later; null when the name has no address, or too
  ///   many look-ups are under way
  void resolve(String host, int port, Consumer<@Nullable InetSocketAddress> then) {
    InetSocketAddress numeric = Numeric.address(host, port);
    Known before = numeric == null ? known.get(host) : null;
    if (numeric != null) {
      then.accept(numeric);
    } else if (before != null && before.until() - clock.getAsLong() > 0) {
      then.accept(new InetSocketAddress(before.address(), port));
    } else if (underWay >= max) {
      then.accept(null);
    } else {
      underWay++;
      Thread.ofVirtual().name("resolve " + host).start(() -> ask(host, port, then));
    }
  }

  private void ask(String host, int port, Consumer<@Nullable InetSocketAddress> then) {
    InetAddress found = null;
    try {
      found = lookup.byName(host);
    } catch (UnknownHostException _) {
      // The caller hears of it as null.
    } finally {
      InetAddress address = found;
      loop.execute(() -> answered(host, port, address, then));
    }
  }

  private void answered(
      String host,
      int port,
      @Nullable InetAddress address,
      Consumer<@Nullable InetSocketAddress> then) {
    underWay--;
    if (address == null) {
      then.accept(null);
      return;
    }
    known.remove(host); // so that it becomes the youngest
    known.put(host, new Known(address, clock.getAsLong() + lifetime.toNanos()));
    then.accept(new InetSocketAddress(address, port));
  }

  int names() {
    return known.size();
  }
}
