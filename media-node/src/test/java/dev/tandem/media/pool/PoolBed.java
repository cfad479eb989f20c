package dev.tandem.media.pool;

import com.typesafe.config.ConfigFactory;
import dev.tandem.media.MediaNode;
import dev.tandem.media.MediaSettings;
import dev.tandem.media.RtpPeer;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.LegStatistics;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// A media node with its pool, real sockets and all, for tests.
public final class PoolBed implements AutoCloseable {
  private static final ActorTestKit KIT = ActorTestKit.create();

  public final MediaNode node;
  public final ActorRef<MediaCommand> pool;
  public final Queue<LegId> silent = new ConcurrentLinkedQueue<>();
  public final Queue<LegId> audited = new ConcurrentLinkedQueue<>();
  private final TestProbe<MediaReply> probe = KIT.createTestProbe();
  private int legs;

  public PoolBed(String settings) {
    var config =
        ConfigFactory.parseString(
                "tandem.media { warm-up = 0s, drain-idle = 0s, rtp-port-min = 21000, rtp-port-max ="
                    + " 22999\n"
                    + settings
                    + "\n}")
            .withFallback(ConfigFactory.parseResources("reference.conf"))
            .resolve();
    node = MediaNode.start(MediaSettings.from(config));
    pool = KIT.spawn(MediaPool.create(node, events()));
  }

  private MediaEvents events() {
    return new MediaEvents() {
      @Override
      public void legSilent(LegId leg, Duration silentFor) {
        silent.add(leg);
      }

      @Override
      public void auditLeg(LegId leg) {
        audited.add(leg);
      }
    };
  }

  public static ActorTestKit kit() {
    return KIT;
  }

  public LegId newLeg() {
    return new LegId("7-testtest%d.1".formatted(legs++));
  }

  public MediaReply ask(LegId leg, @Nullable LegRemote remote, Treatment treatment) {
    pool.tell(new MediaCommand.Open(leg, remote, treatment, null, probe.getRef()));
    return probe.receiveMessage();
  }

  public LegId open(RtpPeer peer, Treatment treatment) {
    LegId leg = newLeg();
    open(leg, peer, peer.remote(), treatment);
    return leg;
  }

  public MediaReply.Opened open(LegId leg, RtpPeer peer, LegRemote remote, Treatment treatment) {
    var opened = (MediaReply.Opened) ask(leg, remote, treatment);
    peer.talkTo(opened.rtpPort());
    return opened;
  }

  public MediaReply change(LegId leg, @Nullable LegRemote remote, @Nullable Treatment treatment) {
    pool.tell(new MediaCommand.Change(leg, remote, treatment, null, probe.getRef()));
    return probe.receiveMessage();
  }

  public MediaReply mute(LegId leg, Muting muting) {
    pool.tell(new MediaCommand.Change(leg, null, null, muting, probe.getRef()));
    return probe.receiveMessage();
  }

  public LegStatistics close(LegId leg) {
    pool.tell(new MediaCommand.Close(leg, probe.getRef()));
    return ((MediaReply.Closed) probe.receiveMessage()).statistics();
  }

  public LegStatistics describe(LegId leg) {
    pool.tell(new MediaCommand.Describe(leg, probe.getRef()));
    return ((MediaReply.Described) probe.receiveMessage()).statistics();
  }

  public static boolean await(BooleanSupplier condition) {
    long end = System.nanoTime() + 5_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(2_000_000);
    }
    return true;
  }

  @Override
  public void close() {
    KIT.stop(pool);
    node.close();
  }
}
