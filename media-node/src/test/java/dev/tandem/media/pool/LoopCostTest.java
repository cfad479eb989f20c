package dev.tandem.media.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tandem.media.RtpPeer;
import dev.tandem.media.codec.G711;
import dev.tandem.media.loop.IoKind;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.Treatment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What a loop's thread spends, by the JVM's own accounts of that thread.
class LoopCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final PoolBed bed = new PoolBed("loops = [{}], warm-up = 500ms");
  private final RtpPeer[] peers = new RtpPeer[12];

  @AfterEach
  void stop() {
    for (RtpPeer peer : peers) {
      if (peer != null) {
        peer.close();
      }
    }
    bed.close();
  }

  private static long loopThread() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(info -> info != null && info.getThreadName().equals("media-loop-0"))
        .findFirst()
        .orElseThrow()
        .getThreadId();
  }

  /// Four relay, three hear themselves, five share a room.
  private void open() {
    for (int i = 0; i < peers.length; i++) {
      peers[i] = new RtpPeer(i % 2 == 0 ? G711.PCMU : G711.PCMA, 300 + 100 * i);
      bed.open(
          peers[i],
          i < 4
              ? Treatment.bridge(new BridgeId("1-pair" + i / 2))
              : i < 7 ? Treatment.ECHO : Treatment.bridge(new BridgeId("1-five")));
    }
  }

  @Test
  void aPacketAllocatesNothing() {
    Assumptions.assumeTrue(IoKind.best() == IoKind.EPOLL, "only epoll is free of garbage");
    open();
    RtpPeer.converse(100, peers);
    long thread = loopThread();
    long packets = packets();
    long bytes = THREADS.getThreadAllocatedBytes(thread);
    RtpPeer.converse(100, peers);
    bytes = THREADS.getThreadAllocatedBytes(thread) - bytes;
    packets = packets() - packets;

    assertThat(packets).isGreaterThan(1000);
    // RTCP every five seconds and the JIT's own allocations are in it: near nothing, not nothing.
    assertThat((double) bytes / packets)
        .as("%d bytes for %d packets", bytes, packets)
        .isLessThan(12);
  }

  private long packets() {
    return bed.node.metrics().loops().getFirst().counters().packetsIn();
  }

  @Test
  void aLoopWithoutLegsSleeps() throws InterruptedException {
    bed.close(bed.newLeg());
    var probe = PoolBed.kit().<String>createTestProbe();
    probe.expectNoMessage(Duration.ofMillis(1500)); // the warm-up and the first beats are over
    long cpu = THREADS.getThreadCpuTime(loopThread());
    probe.expectNoMessage(Duration.ofSeconds(1));
    cpu = THREADS.getThreadCpuTime(loopThread()) - cpu;

    assertThat(cpu / 1e6).as("CPU ms in a second").isLessThan(5);
    assertThat(bed.node.metrics().loops().getFirst().counters().packetsIn()).isZero();
  }

  @Test
  void whatTheWarmUpDidIsForgottenAndTheLoopIsWell() {
    assertThat(PoolBed.await(() -> bed.node.metrics().loops().getFirst().lateness().count() > 0))
        .isTrue();
    var loop = bed.node.metrics().loops().getFirst();
    assertThat(loop.counters().packetsIn()).isZero();
    assertThat(loop.counters().failures()).isZero();
    assertThat(bed.node.healthy()).isTrue();
    peers[0] = new RtpPeer(G711.PCMU, 500);
    bed.open(peers[0], Treatment.ECHO);
    RtpPeer.converse(15, peers[0]);
    assertThat(peers[0].shareOf(500, 5)).isGreaterThan(0.95);
  }
}
