package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.media.MediaNode;
import dev.tandem.media.MediaSettings;
import dev.tandem.media.pool.MediaEvents;
import dev.tandem.media.pool.MediaPool;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.Treatment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The media role of a node: its loops and the pool that commands them.
record MediaPart(MediaNode node, ActorRef<MediaCommand> pool) {
  private static final Logger LOG = LoggerFactory.getLogger(MediaPart.class);
  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(1);

  static MediaPart start(ActorSystem<?> system, Config config, MediaEvents events) {
    MediaNode node = MediaNode.start(MediaSettings.from(config));
    // Read before the first hold.
    Treatment.parse(config.getString("tandem.session.music-on-hold"))
        .map(Treatment::file)
        .ifPresent(node.sounds()::of);
    ActorRef<MediaCommand> pool =
        system.systemActorOf(MediaPool.create(node, events), "media-pool", Props.empty());
    return new MediaPart(node, pool);
  }

  /// A node that is cut off and ends itself still carries audio, until those who took over the
  /// sessions have told the phones to send it elsewhere. So it ends when none has come for a
  /// second, [#LINGER] later at the latest. For a node that is nothing but media: others must stop
  /// to act.
  void lingerWhenCutOff(ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
        "linger",
        () ->
            shutdown
                    .getShutdownReason()
                    .filter(CoordinatedShutdown.clusterDowningReason()::equals)
                    .isPresent()
                ? CompletableFuture.supplyAsync(this::awaitSilence, Thread::startVirtualThread)
                : CompletableFuture.completedFuture(Done.getInstance()));
  }

  private Done awaitSilence() {
    LOG.warn("this node is out of the cluster; it carries audio as long as there is any");
    long end = System.nanoTime() + LINGER.toNanos();
    long before = -1;
    try {
      for (long now = packets(); now != before && System.nanoTime() - end < 0; now = packets()) {
        before = now;
        Thread.sleep(SILENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Done.getInstance();
  }

  private long packets() {
    return node.metrics().loops().stream().mapToLong(it -> it.counters().packetsIn()).sum();
  }

  /// The RTP ports as `address:first-last`.
  String ports() {
    var ports = node.settings().ports();
    return ports.advertised() + ":" + ports.min() + "-" + ports.max();
  }

  void close() {
    node.close();
  }
}
