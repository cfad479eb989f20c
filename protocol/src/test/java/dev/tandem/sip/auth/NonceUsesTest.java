package dev.tandem.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NonceUsesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private final NonceUses uses = new NonceUses(3, Duration.ofMinutes(5));

  private boolean use(String nonce, int secondsAgo, long count) {
    return uses.use(nonce, NOW.minusSeconds(secondsAgo), count, NOW);
  }

  @Test
  void eachCountIsGoodOnce() {
    assertThat(use("a", 9, 1)).isTrue();
    assertThat(use("a", 9, 1)).isFalse();
    assertThat(use("a", 9, 3)).isTrue();
    assertThat(use("a", 9, 2)).isTrue();
    assertThat(use("a", 9, 2)).isFalse();
    assertThat(use("a", 9, 3)).isFalse();
  }

  @Test
  void aCountFarBehindIsNotBelieved() {
    assertThat(use("a", 9, 100)).isTrue();
    assertThat(use("a", 9, 37)).isTrue();
    assertThat(use("a", 9, 36)).isFalse();
    assertThat(use("a", 9, 1_000_000)).isTrue();
    assertThat(use("a", 9, 999_999)).isTrue();
    assertThat(use("a", 9, 100)).isFalse();
  }

  @Test
  void aCountStartsAtOne() {
    assertThat(use("a", 9, 0)).isFalse();
    assertThat(uses.size()).isZero();
  }

  @Test
  void whatIsForgottenAtTheBoundIsNotBelievedAnyMore() {
    use("a", 9, 1);
    use("b", 8, 1);
    use("c", 7, 1);
    assertThat(use("d", 6, 1)).isTrue();

    assertThat(uses.size()).isEqualTo(3);
    assertThat(use("a", 9, 1)).isFalse();
    assertThat(use("e", 10, 1)).as("made before the one that was forgotten").isFalse();
    assertThat(use("b", 8, 2)).isTrue();
    assertThat(use("f", 5, 1)).isTrue();
  }

  @Test
  void noncesThatAreOverMakeRoomWithoutHarm() {
    use("a", 600, 1);
    use("b", 599, 1);
    use("c", 7, 1);
    assertThat(use("d", 20, 1)).isTrue();
    assertThat(uses.size()).isEqualTo(2);
  }
}
