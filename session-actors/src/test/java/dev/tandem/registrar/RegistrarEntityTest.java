package dev.tandem.registrar;

import static dev.tandem.registrar.RegistrarTest.LIMITS;
import static dev.tandem.registrar.RegistrarTest.NOON;
import static dev.tandem.registrar.RegistrarTest.TCP;
import static dev.tandem.registrar.RegistrarTest.UDP;
import static dev.tandem.registrar.RegistrarTest.asks;
import static dev.tandem.registrar.RegistrarTest.over;
import static dev.tandem.registrar.RegistrarTest.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.api.CallDecision;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.RegistrarCommand;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.RegistrarReply.Refusal;
import dev.tandem.protocol.Registration;
import dev.tandem.session.Kit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The entity with the journal in memory; time is ours.
@NullUnmarked
@Timeout(60)
class RegistrarEntityTest {
  private static final ActorTestKit KIT = Kit.withManualTime("registrar-entity");
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final AddressOfRecord address =
      new AddressOfRecord("alice" + NUMBERS.incrementAndGet() + "@example.com");
  private final LiveAddresses live = new LiveAddresses();
  private final TestProbe<ClusterSharding.ShardCommand> shard = KIT.createTestProbe();
  private final TestProbe<RegistrarReply> asker = KIT.createTestProbe();
  private final Set<Long> gone = ConcurrentHashMap.newKeySet();
  private volatile Instant now = NOON;
  private ActorRef<RegistrarCommand> entity;

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void start() {
    entity = spawn();
  }

  @AfterEach
  void end() {
    KIT.stop(entity);
  }

  private ActorRef<RegistrarCommand> spawn() {
    var settings =
        new RegistrarSettings(
            RegistrarSettings.Allow.USERS,
            List.of(),
            LIMITS,
            1,
            CallDecision.Ringing.PARALLEL,
            Duration.ofSeconds(20));
    return KIT.spawn(
        RegistrarEntity.create(
            address.entityId(10), settings, live, gone::contains, () -> now, shard.ref()));
  }

  private RegistrarReply register(Registration asked) {
    entity.tell(new RegistrarCommand.Register(asked, asker.ref()));
    return asker.receiveMessage();
  }

  private List<String> bound() {
    entity.tell(new RegistrarCommand.Lookup(asker.ref()));
    return ((RegistrarReply.Bound) asker.receiveMessage())
        .bindings().stream().map(Binding::key).toList();
  }

  private void pass(Duration time) {
    now = now.plus(time);
    TIME.timePasses(time);
  }

  @Test
  void anAddressNobodyHasRegisteredGoesAtOnce() {
    assertThat(bound()).isEmpty();
    shard.expectMessageClass(ClusterSharding.Passivate.class);
    assertThat(live.size()).isZero();
  }

  @Test
  void aBindingOutlivesTheNode() {
    register(asks("c", 1, wish("a", 600)));
    assertThat(live.size()).isEqualTo(1);
    KIT.stop(entity);
    assertThat(live.size()).isZero();
    now = now.plusSeconds(10);

    entity = spawn();
    assertThat(bound()).containsExactly("a");
    assertThat(live.size()).isEqualTo(1);
  }

  @Test
  void eachBindingExpiresInItsTimeAndTheLastOneEndsIt() {
    register(asks("c", 1, wish("a", 60), wish("b", 120)));
    pass(Duration.ofSeconds(60));
    assertThat(bound()).containsExactly("b");
    shard.expectNoMessage();
    pass(Duration.ofSeconds(60));

    shard.expectMessageClass(ClusterSharding.Passivate.class);
    assertThat(bound()).isEmpty();
    assertThat(live.size()).isZero();
  }

  @Test
  void whatExpiredWhileNobodyWasAwakeIsGone() {
    register(asks("c", 1, wish("a", 60)));
    KIT.stop(entity);
    now = now.plusSeconds(61);

    entity = spawn();
    assertThat(bound()).isEmpty();
    TIME.timePasses(Duration.ofMillis(1));
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }

  @Test
  void aRefreshMovesTheTimer() {
    register(asks("c", 1, wish("a", 60)));
    pass(Duration.ofSeconds(59));
    register(asks("c", 2, wish("a", 60)));
    pass(Duration.ofSeconds(59));

    assertThat(bound()).containsExactly("a");
  }

  @Test
  void aClosedConnectionUnbinds() {
    register(over(TCP, "node:1", List.of(), wish("a", 600)));
    entity.tell(new RegistrarCommand.FlowGone("node:1", TCP));

    assertThat(bound()).isEmpty();
    KIT.stop(entity);
    entity = spawn();
    assertThat(bound()).as("after the restart").isEmpty();
  }

  private static Registration inLife(long life, Registration asked) {
    return new Registration(
        asked.callId(),
        asked.cseq(),
        asked.wishes(),
        false,
        asked.path(),
        asked.source(),
        asked.node(),
        null,
        life);
  }

  @Test
  void aConnectionEndsWithTheLifeOfItsNode() {
    register(inLife(1, over(TCP, "node:1", List.of(), wish("a", 600))));
    register(inLife(2, over(TCP, "node:1", List.of(), wish("b", 600))));
    register(inLife(1, over(UDP, "node:1", List.of(), wish("needs none", 600))));
    assertThat(bound()).hasSize(3);
    gone.add(1L);
    assertThat(bound()).containsOnly("b", "needs none");

    gone.clear();
    KIT.stop(entity);
    entity = spawn();
    assertThat(bound()).as("for good").hasSize(2);
  }

  @Test
  void oneOfAnOlderVersionStaysUntilItExpires() {
    register(over(TCP, "node:1", List.of(), wish("a", 600)));
    gone.add(0L);
    assertThat(bound()).containsExactly("a");
  }

  @Test
  void whoComesBackOverAnotherConnectionIsNew() {
    register(inLife(1, over(TCP, "node:1", List.of(), wish("a", 600))));
    now = now.plusSeconds(10);
    gone.add(1L);
    var reply =
        (RegistrarReply.Bound) register(inLife(2, over(TCP, "node:1", List.of(), wish("a", 600))));

    assertThat(reply.bindings())
        .extracting(Binding::life, Binding::since)
        .containsExactly(tuple(2L, now));
  }

  @Test
  void aFullNodeTakesNoNewAddress() {
    live.put(new AddressOfRecord("somebody@else"));

    assertThat(register(asks("c", 1, wish("a", 600))))
        .isEqualTo(new RegistrarReply.Refused(Refusal.FULL, 0));
  }
}
