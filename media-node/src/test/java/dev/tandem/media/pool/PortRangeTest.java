package dev.tandem.media.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PortRangeTest {
  final PortRange range = new PortRange(4000, 4005);

  @Test
  void givesEvenPortsUntilNoneIsLeft() {
    assertThat(range.size()).isEqualTo(3);
    assertThat(range.take()).hasValue(4000);
    assertThat(range.take()).hasValue(4002);
    assertThat(range.take()).hasValue(4004);
    assertThat(range.take()).isEmpty();
  }

  @Test
  void aPortGivenBackIsTheLastToBeUsedAgain() {
    int first = range.take().orElseThrow();
    range.giveBack(first);
    assertThat(range.take()).hasValue(4002);
    assertThat(range.take()).hasValue(4004);
    assertThat(range.take()).hasValue(first);
  }
}
