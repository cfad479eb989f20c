package dev.tandem.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.rtp.LatchGuard.Decision;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LatchGuardTest {
  private static final InetSocketAddress SIGNALLED = new InetSocketAddress("192.0.2.1", 4000);
  private static final InetSocketAddress NAT = new InetSocketAddress("198.51.100.7", 61000);
  private static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.9", 5);
  private static final long SECOND = 1_000_000_000L;

  final LatchGuard guard = new LatchGuard();

  @BeforeEach
  void signalled() {
    guard.reopen(SIGNALLED);
  }

  private Decision run(InetSocketAddress from, int packets) {
    Decision last = Decision.REFUSE;
    for (int i = 0; i < packets; i++) {
      last = guard.onPacket(from, 1, i, 0);
    }
    return last;
  }

  @Test
  void theSignalledAddressIsBelievedAtOnce() {
    assertThat(run(SIGNALLED, 1)).isEqualTo(Decision.SETTLE);
    assertThat(run(STRANGER, 100)).isEqualTo(Decision.REFUSE);
    assertThat(guard.active()).isEqualTo(SIGNALLED);
  }

  @Test
  void anotherAddressNeedsThreePacketsInARow() {
    assertThat(run(NAT, 2)).isEqualTo(Decision.REFUSE);
    assertThat(guard.destination()).isEqualTo(SIGNALLED);
    assertThat(guard.onPacket(NAT, 1, 2, 0)).isEqualTo(Decision.ACCEPT);
    assertThat(guard.destination()).isEqualTo(NAT);
  }

  @Test
  void packetsOutOfARowProveNothing() {
    for (int i = 0; i < 50; i++) {
      assertThat(guard.onPacket(STRANGER, 1, i * 7, 0)).isEqualTo(Decision.REFUSE);
      assertThat(guard.onPacket(NAT, i, i, 0)).isEqualTo(Decision.REFUSE);
    }
  }

  @Test
  void afterTheFirstPacketsOnlyTheSignalledAddressIsBelieved() {
    for (int i = 0; i < LatchGuard.WINDOW; i++) {
      guard.onPacket(STRANGER, 1, i * 7, 0);
    }
    assertThat(run(NAT, 100)).isEqualTo(Decision.REFUSE);
    assertThat(run(SIGNALLED, 1)).isEqualTo(Decision.SETTLE);
  }

  @Nested
  class WithAnUnsignalledSource {
    @BeforeEach
    void latched() {
      run(NAT, LatchGuard.NEEDED);
    }

    @Test
    void nobodyElseTakesItOver() {
      assertThat(run(STRANGER, 100)).isEqualTo(Decision.REFUSE);
      assertThat(run(NAT, 1)).isEqualTo(Decision.ACCEPT);
    }

    @Test
    void theSignalledAddressStillDoes() {
      assertThat(run(SIGNALLED, 1)).isEqualTo(Decision.SETTLE);
      assertThat(run(NAT, 100)).isEqualTo(Decision.REFUSE);
    }

    @Test
    void afterTwoSecondsTheMatterIsSettled() {
      assertThat(guard.onPacket(NAT, 1, 3, 3 * SECOND)).isEqualTo(Decision.SETTLE);
      assertThat(guard.onPacket(SIGNALLED, 1, 3, 3 * SECOND)).isEqualTo(Decision.REFUSE);
    }
  }

  @Nested
  class AfterANewRemote {
    private static final InetSocketAddress NEW = new InetSocketAddress("192.0.2.2", 4000);

    @BeforeEach
    void reopened() {
      run(SIGNALLED, 1);
      assertThat(guard.reopen(NEW)).isTrue();
    }

    @Test
    void theNewAddressIsBelievedAtOnce() {
      assertThat(run(NEW, 1)).isEqualTo(Decision.SETTLE);
    }

    @Test
    void theOldSourceDoesNotHoldTheLegAgainstANewOne() {
      assertThat(run(SIGNALLED, 10)).isEqualTo(Decision.REFUSE);
      assertThat(run(NAT, 3)).isEqualTo(Decision.ACCEPT);
    }

    @Test
    void theOldSourceComesBackWhenItGoesOnAlone() {
      assertThat(run(SIGNALLED, LatchGuard.NEEDED_AGAIN)).isEqualTo(Decision.ACCEPT);
    }

    @Test
    void theSameRemoteAgainChangesNothing() {
      run(NEW, 1);
      assertThat(guard.reopen(NEW)).isFalse();
      assertThat(guard.settled()).isTrue();
    }
  }
}
