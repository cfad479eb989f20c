package dev.tandem.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshIdsTest {
  private long now = 1;
  private final FreshIds ids = new FreshIds(() -> now);

  @Test
  void aMarkIsGoodOnce() {
    ids.mark("a");

    assertThat(ids.consume("a")).isTrue();
    assertThat(ids.consume("a")).isFalse();
    assertThat(ids.consume("b")).isFalse();
  }

  @Test
  void aMarkExpires() {
    ids.mark("a");

    now += FreshIds.GOOD_FOR.toNanos() + 1;

    assertThat(ids.consume("a")).isFalse();
  }

  @Test
  void theOldestMarksGiveWayAtTheBound() {
    for (int i = 0; i <= FreshIds.LIMIT; i++) {
      ids.mark("id" + i);
    }

    assertThat(ids.size()).isEqualTo(FreshIds.LIMIT);
    assertThat(ids.consume("id0")).isFalse();
    assertThat(ids.consume("id" + FreshIds.LIMIT)).isTrue();
  }

  @Test
  void whatWasMintedHereIsMarkedAtItsFirstMessageOnly() {
    ids.minted("a");
    now += FreshIds.GOOD_FOR.toNanos() + 1; // it rings

    ids.markMinted("a");
    assertThat(ids.consume("a")).isTrue();
    ids.markMinted("a");
    assertThat(ids.consume("a")).isFalse();
    ids.markMinted("elsewhere");
    assertThat(ids.consume("elsewhere")).isFalse();
  }

  @Test
  void theOldestMintedGiveWayAtTheBound() {
    for (int i = 0; i <= FreshIds.LIMIT; i++) {
      ids.minted("id" + i);
    }

    ids.markMinted("id0");
    ids.markMinted("id1");

    assertThat(ids.consume("id0")).isFalse();
    assertThat(ids.consume("id1")).isTrue();
  }
}
