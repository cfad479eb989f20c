package dev.tandem.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Await;
import scala.jdk.javaapi.CollectionConverters;

@NullUnmarked
class ShardSpreadTest {
  ActorTestKit kit;
  AtomicBoolean journalAway = new AtomicBoolean();
  ShardSpread spread;

  @BeforeEach
  void begin() {
    kit =
        ActorTestKit.create(
            "spread",
            ConfigFactory.parseString(
                    """
                    pekko.actor.provider = cluster
                    pekko.loglevel = ERROR
                    pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    pekko.cluster.sharding.least-shard-allocation-strategy {
                      rebalance-absolute-limit = 3, rebalance-relative-limit = 1.0
                    }
                    """)
                .withFallback(ConfigFactory.load()));
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(new Join(cluster.selfMember().address()));
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(20),
            () -> {
              assertThat(cluster.selfMember().status()).isEqualTo(MemberStatus.up());
              return null;
            });
    spread = new ShardSpread(kit.system(), journalAway::get);
    spread.start(Adapter.toClassic(kit.system()));
  }

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  private ActorRef region() {
    return Adapter.toClassic(kit.createTestProbe().getRef());
  }

  private static IndexedSeq<String> shards(int count) {
    List<String> names = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    return CollectionConverters.asScala(names).toIndexedSeq();
  }

  private int moved() throws Exception {
    var present =
        scala.collection.immutable.Map.from(
            CollectionConverters.asScala(Map.of(region(), shards(10), region(), shards(0))));
    var none = scala.collection.immutable.Set$.MODULE$.<String>empty();
    var moving =
        Await.result(
            spread.rebalance(present, none),
            scala.concurrent.duration.Duration.create(5, TimeUnit.SECONDS));
    return moving.size();
  }

  @Test
  void asManyMoveAsTheSettingsAllow() throws Exception {
    assertThat(moved()).isEqualTo(3);
  }

  @Test
  void noneMovesWhileTheJournalIsAway() throws Exception {
    journalAway.set(true);
    assertThat(moved()).isZero();

    journalAway.set(false);
    assertThat(moved()).isEqualTo(3);
  }
}
