package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked
@Timeout(20)
class ResolverTest {
  static final EdgeSettings SETTINGS =
      EdgeSettings.from(
          ConfigFactory.parseString("tandem.edge.max-names = 3")
              .withFallback(ConfigFactory.defaultReference())
              .resolve());

  final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  final List<InetSocketAddress> found = new ArrayList<>();
  final AtomicInteger asked = new AtomicInteger();
  final CountDownLatch gate = new CountDownLatch(1);
  long now;

  Resolver resolver(boolean held) {
    return new Resolver(
        host -> {
          asked.incrementAndGet();
          if (held) {
            await(gate);
          }
          if (host.startsWith("no")) {
            throw new UnknownHostException(host);
          }
          return InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1});
        },
        loop::add,
        () -> now,
        SETTINGS);
  }

  static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void runOne() throws InterruptedException {
    loop.poll(5, TimeUnit.SECONDS).run();
  }

  @Test
  void answersNumericHostsAtOnce() {
    resolver(false).resolve("2001:db8::1", 5060, found::add);

    assertThat(found).hasSize(1);
    assertThat(asked).hasValue(0);
  }

  @Test
  void remembersANameForItsLifetime() throws Exception {
    var resolver = resolver(false);
    resolver.resolve("a.example", 1, found::add);
    runOne();
    resolver.resolve("a.example", 2, found::add);
    assertThat(found).extracting(InetSocketAddress::getPort).containsExactly(1, 2);

    now += 31_000_000_000L;
    resolver.resolve("a.example", 3, found::add);
    runOne();
    assertThat(asked).hasValue(2);
  }

  @Test
  void saysNullForANameWithoutAnAddress() throws Exception {
    resolver(false).resolve("nowhere.example", 1, found::add);
    runOne();

    assertThat(found).containsExactly((InetSocketAddress) null);
  }

  @Test
  void keepsNoMoreNamesThanItMay() throws Exception {
    var resolver = resolver(false);
    for (int i = 0; i < 5; i++) {
      resolver.resolve("a" + i + ".example", 1, found::add);
      runOne();
    }

    assertThat(resolver.names()).isEqualTo(3);
  }

  @Test
  void asksNoMoreAtATimeThanItMay() throws Exception {
    var resolver = resolver(true);
    for (int i = 0; i < 4; i++) {
      resolver.resolve("a" + i + ".example", 1, found::add);
    }
    assertThat(found).containsExactly((InetSocketAddress) null);

    gate.countDown();
    for (int i = 0; i < 3; i++) {
      runOne();
    }
    assertThat(found).hasSize(4);
  }
}
