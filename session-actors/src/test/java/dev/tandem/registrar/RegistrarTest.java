package dev.tandem.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Binding;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.RegistrarReply.Bound;
import dev.tandem.protocol.RegistrarReply.Refusal;
import dev.tandem.protocol.RegistrarReply.Refused;
import dev.tandem.protocol.Registration;
import dev.tandem.protocol.Registration.Wish;
import dev.tandem.registrar.RegistrarSettings.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrarTest {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final Limits LIMITS =
      new Limits(Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofSeconds(3600), 3);
  static final PeerAddress TCP = new PeerAddress("tcp", "192.0.2.5", 40000);
  static final PeerAddress UDP = new PeerAddress("udp", "192.0.2.5", 5060);

  private RegistrarState state = RegistrarState.NONE;

  static Wish wish(String contact, long seconds) {
    return new Wish(contact, "sip:alice@" + contact, 1000, seconds, null, 0);
  }

  static Registration asks(String callId, long cseq, Wish... wishes) {
    return new Registration(
        callId, cseq, List.of(wishes), false, List.of(), UDP, "node:1", "phone/1");
  }

  static Registration over(PeerAddress flow, String node, List<String> path, Wish wish) {
    return new Registration("c", 1, List.of(wish), false, path, flow, node, null);
  }

  private static Registration removeAll(String callId, long cseq) {
    return new Registration(callId, cseq, List.of(), true, List.of(), UDP, "node:1", null);
  }

  private RegistrarReply register(Registration asked) {
    return register(asked, NOON);
  }

  private RegistrarReply register(Registration asked, Instant now) {
    return carryOut(Registrar.register(state, asked, LIMITS, false, now));
  }

  private RegistrarReply carryOut(Registrar.Decision decision) {
    decision.facts().forEach(fact -> state = Registrar.evolve(state, fact));
    return decision.reply();
  }

  private static List<String> keys(RegistrarReply reply) {
    return ((Bound) reply).bindings().stream().map(Binding::key).toList();
  }

  private Binding only() {
    assertThat(state.bindings()).hasSize(1);
    return state.bindings().getFirst();
  }

  @Nested
  class Registering {
    @ParameterizedTest
    @CsvSource({"-1, 600", "60, 60", "3600, 3600", "3601, 3600", "4294967295, 3600"})
    void lastsAsLongAsAskedWithinTheBounds(long asked, long lasts) {
      register(asks("c", 1, wish("a", asked)));

      assertThat(only().expires()).isEqualTo(NOON.plusSeconds(lasts));
    }

    @Test
    void tooBrieflyIsRefusedAsAWhole() {
      assertThat(register(asks("c", 1, wish("a", 600), wish("b", 59))))
          .isEqualTo(new Refused(Refusal.TOO_BRIEF, 60));
      assertThat(state.bindings()).isEmpty();
    }

    @Test
    void tellsAllBindingsBestFirst() {
      register(asks("c", 1, new Wish("low", "sip:low", 100, 600, null, 0)));
      register(asks("d", 1, wish("old", 600)), NOON.plusSeconds(1));
      var reply = register(asks("e", 1, wish("young", 600)), NOON.plusSeconds(2));

      assertThat(keys(reply)).containsExactly("young", "old", "low");
      assertThat(keys(register(asks("f", 1)))).hasSize(3);
    }

    @Test
    void againRefreshesAndKeepsItsAge() {
      register(asks("c", 1, wish("a", 600)));
      register(asks("c", 2, wish("a", 700)), NOON.plusSeconds(10));

      assertThat(only().expires()).isEqualTo(NOON.plusSeconds(710));
      assertThat(only().since()).isEqualTo(NOON);
      assertThat(only().cseq()).isEqualTo(2);
    }

    @Test
    void asManyContactsAsThereMayBeAndNoMore() {
      register(asks("c", 1, wish("a", 600), wish("b", 600)));
      assertThat(register(asks("d", 1, wish("c", 600), wish("d", 600))))
          .isEqualTo(new Refused(Refusal.TOO_MANY, 3));
      assertThat(keys(register(asks("e", 1, wish("c", 600))))).hasSize(3);
      assertThat(keys(register(asks("f", 1, wish("a", 0), wish("d", 600)))))
          .containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void anExpiredOneMakesRoom() {
      register(asks("c", 1, wish("a", 60), wish("b", 600), wish("c", 600)));
      var reply = register(asks("d", 1, wish("d", 600)), NOON.plusSeconds(60));

      assertThat(keys(reply)).containsExactlyInAnyOrder("b", "c", "d");
      assertThat(state.bindings()).hasSize(3);
    }

    @Test
    void aNewAddressIsRefusedWhereThereIsNoRoom() {
      assertThat(
              Registrar.register(state, asks("c", 1, wish("a", 600)), LIMITS, true, NOON).reply())
          .isEqualTo(new Refused(Refusal.FULL, 0));
      register(asks("c", 1, wish("a", 600)));
      assertThat(
              Registrar.register(state, asks("c", 2, wish("b", 600)), LIMITS, true, NOON).reply())
          .isInstanceOf(Bound.class);
    }
  }

  @Nested
  class TheOrderOfRequests {
    @Test
    void anEarlierOneOfTheSameCallIdChangesNothing() {
      register(asks("c", 7, wish("a", 600)));

      assertThat(register(asks("c", 6, wish("a", 0))))
          .isEqualTo(new Refused(Refusal.OUT_OF_ORDER, 0));
      assertThat(register(asks("c", 6, wish("b", 600), wish("a", 600))))
          .isEqualTo(new Refused(Refusal.OUT_OF_ORDER, 0));
      assertThat(register(removeAll("c", 6))).isEqualTo(new Refused(Refusal.OUT_OF_ORDER, 0));
      assertThat(only().cseq()).isEqualTo(7);
    }

    @Test
    void theSameOneOnceMoreIsAnsweredAndChangesNothing() {
      register(asks("c", 7, wish("a", 600)));
      var again =
          Registrar.register(
              state, asks("c", 7, wish("a", 600)), LIMITS, false, NOON.plusSeconds(5));

      assertThat(again.facts()).isEmpty();
      assertThat(keys(again.reply())).containsExactly("a");
    }

    @Test
    void anotherCallIdIsAnotherMatter() {
      register(asks("c", 7, wish("a", 600)));
      register(asks("d", 1, wish("a", 700)));

      assertThat(only().callId()).isEqualTo("d");
    }
  }

  @Nested
  class Unregistering {
    @Test
    void takesOneOrAllAway() {
      register(asks("c", 1, wish("a", 600), wish("b", 600)));
      assertThat(keys(register(asks("c", 2, wish("a", 0))))).containsExactly("b");
      assertThat(keys(register(removeAll("c", 3)))).isEmpty();
      assertThat(state).isEqualTo(RegistrarState.NONE);
    }

    @Test
    void whatIsNotThereHarmsNothing() {
      var decision = Registrar.register(state, asks("c", 1, wish("a", 0)), LIMITS, false, NOON);

      assertThat(decision.facts()).isEmpty();
      assertThat(keys(decision.reply())).isEmpty();
    }
  }

  @Test
  void whatHasExpiredGoes() {
    register(asks("c", 1, wish("a", 60), wish("b", 600)));
    assertThat(state.nextExpiry()).contains(NOON.plusSeconds(60));
    assertThat(Registrar.expire(state, NOON.plusSeconds(59)).facts()).isEmpty();

    assertThat(keys(carryOut(Registrar.expire(state, NOON.plusSeconds(60))))).containsExactly("b");
    assertThat(state.bindings()).hasSize(1);
  }

  @Nested
  class AConnectionThatCloses {
    private int leftAfter(Registration asked) {
      register(asked);
      carryOut(Registrar.flowGone(state, "node:1", TCP, NOON));
      return state.bindings().size();
    }

    @Test
    void takesWhatCanOnlyBeReachedOverIt() {
      assertThat(leftAfter(over(TCP, "node:1", List.of(), wish("a", 600)))).isZero();
    }

    @Test
    void leavesWhatHasAnotherWay() {
      assertThat(leftAfter(over(TCP, "node:2", List.of(), wish("a", 600)))).isEqualTo(1);
      assertThat(leftAfter(over(TCP, "node:1", List.of("<sip:p;lr>"), wish("b", 600))))
          .isEqualTo(2);
      assertThat(leftAfter(over(UDP, "node:1", List.of(), wish("c", 600)))).isEqualTo(3);
    }
  }
}
