package dev.tandem.media;

import dev.tandem.media.loop.Leg;
import dev.tandem.media.loop.LoopListener;
import dev.tandem.media.loop.MediaLoop;
import dev.tandem.media.loop.WarmUp;
import dev.tandem.media.sound.SoundFiles;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loops of this process and the thread that carries their news. `pool.MediaPool` commands it;
/// the process closes it.
public final class MediaNode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MediaNode.class);

  private final SoundFiles sounds;
  private final MediaSettings settings;
  private final List<MediaLoop> loops;
  private final ExecutorService courier;
  private volatile @Nullable LoopListener listener;
  private volatile boolean draining;
  private volatile int legs;
  private volatile int freePorts;
  private volatile int drainingPorts;

  private MediaNode(MediaSettings settings) {
    this.settings = settings;
    this.sounds = new SoundFiles(settings.sounds());
    this.courier =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("media-courier").factory());
    var warmUp = new WarmUp(settings.warmUp());
    var made = new ArrayList<MediaLoop>();
    for (var placement : settings.loops()) {
      made.add(
          new MediaLoop(
              made.size(),
              placement,
              settings.io(),
              settings.watch(),
              warmUp,
              new Relay(),
              courier));
    }
    this.loops = List.copyOf(made);
  }

  /// Starts the loops and returns at once; commands given while they warm up are carried out then
  /// already.
  public static MediaNode start(MediaSettings settings) {
    var node = new MediaNode(settings);
    node.loops.forEach(MediaLoop::start);
    log.info(
        "media node: {} loops, {}, ports {}-{}",
        node.loops.size(),
        settings.io(),
        settings.ports().min(),
        settings.ports().max());
    return node;
  }

  /// Passes the loops' news on to whoever listens now.
  private final class Relay implements LoopListener {
    @Override
    public void drained(Leg leg) {
      LoopListener to = listener;
      if (to != null) {
        to.drained(leg);
      }
    }

    @Override
    public void silent(LegId leg, Duration silentFor) {
      LoopListener to = listener;
      if (to != null) {
        to.silent(leg, silentFor);
      }
    }

    @Override
    public void maybeOrphaned(LegId leg) {
      LoopListener to = listener;
      if (to != null) {
        to.maybeOrphaned(leg);
      }
    }
  }

  /// Replaces who hears from the loops.
  public void listen(LoopListener listener) {
    this.listener = listener;
  }

  /// What legs play.
  public SoundFiles sounds() {
    return sounds;
  }

  public MediaSettings settings() {
    return settings;
  }

  /// The loop on which all legs of this bridge live.
  public MediaLoop loopOf(BridgeId bridge) {
    return loops.get(Math.floorMod((bridge.hashCode() * 0x9E3779B9) >>> 16, loops.size()));
  }

  public MediaLoop leastLoaded() {
    return loops.stream().min(Comparator.comparingInt(MediaLoop::legs)).orElseThrow();
  }

  public double loadPercent() {
    double busiest = 0;
    for (MediaLoop loop : loops) {
      busiest = Math.max(busiest, loop.loadPercent());
    }
    return busiest;
  }

  /// Whether every loop runs. One that has ended does not come back: restart the process.
  public boolean healthy() {
    return loops.stream().allMatch(MediaLoop::healthy);
  }

  /// From now on no leg is opened; those that are open stay.
  public void drain() {
    draining = true;
  }

  public boolean draining() {
    return draining;
  }

  /// The pool's own figures, for [#metrics()].
  public void poolIs(int legs, int freePorts, int drainingPorts) {
    this.legs = legs;
    this.freePorts = freePorts;
    this.drainingPorts = drainingPorts;
  }

  public MediaMetrics metrics() {
    return new MediaMetrics(
        loops.stream().map(MediaNode::metrics).toList(), legs, freePorts, drainingPorts);
  }

  private static MediaMetrics.Loop metrics(MediaLoop loop) {
    return new MediaMetrics.Loop(
        loop.index(), loop.legs(), loop.loadPercent(), loop.counters(), loop.lateness());
  }

  /// Stops the loops; open legs say goodbye by RTCP. Takes a few milliseconds.
  @Override
  public void close() {
    try {
      for (MediaLoop loop : loops) {
        loop.stop();
      }
      sounds.close();
      courier.shutdown();
      courier.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
