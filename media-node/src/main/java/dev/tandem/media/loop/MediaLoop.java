package dev.tandem.media.loop;

import dev.tandem.media.codec.G711;
import dev.tandem.media.mix.Mixer;
import dev.tandem.media.rtcp.NtpClock;
import dev.tandem.media.rtcp.RtcpReader;
import dev.tandem.media.rtcp.RtcpWriter;
import dev.tandem.media.rtp.RtpPacket;
import dev.tandem.protocol.LegStatistics;
import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread and all that lives on it. Every millisecond: commands, I/O, rooms that are due, a
/// part of the legs looked after; then it parks until the next beat.
///
/// The methods `attach`, `apply`, `describe`, `close` and `stop` may be called from any thread and
/// only post; everything else is the loop's own. Due times are absolute, so beats do not drift; a
/// loop more than 100 ms behind gives the missed beats up. With no legs it sleeps until it is
/// called, with legs that are all quiet it beats every 10 ms.
public final class MediaLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(MediaLoop.class);
  static final long BEAT_NANOS = 1_000_000;
  private static final long QUIET_BEAT_NANOS = 10_000_000;
  private static final long IDLE_BEAT_NANOS = 250_000_000;
  private static final long QUIET_AFTER_NANOS = 1_000_000_000;
  private static final long MAX_BEHIND_NANOS = 100_000_000;
  private static final int SWEEP_BEATS = 250;

  final LoopCounters counters = new LoopCounters();
  final LoopWatch watch;
  final Datagram incoming = new Datagram();
  final Datagram outgoing = new Datagram();
  final RtpPacket packet = new RtpPacket();
  final RtcpReader rtcpReader = new RtcpReader();
  final RtcpWriter rtcpWriter = new RtcpWriter();
  final NtpClock ntp = new NtpClock(System.nanoTime(), System.currentTimeMillis());
  final RandomGenerator random = new SplittableRandom();
  final byte[] frame = new byte[Mixer.FRAME];
  final byte[] packetScratch = new byte[480];

  private final byte[] silenceMu = silenceOf(G711.PCMU);
  private final byte[] silenceA = silenceOf(G711.PCMA);
  private final int index;
  private final LoopPlacement placement;
  private final IoKind ioKind;
  private final WarmUp warmUp;
  private final Lateness lateness = new Lateness();
  private final LoopClock clock = new LoopClock();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final LoopLegs legs;
  private final Thread thread;
  private volatile boolean slow;
  private volatile boolean running = true;
  private volatile boolean ended;
  private @Nullable MediaIo io;
  private long now;
  private long beat;
  private long interval = BEAT_NANOS;
  private long packetsBefore;
  private long busyNanos;

  /// @param courier runs what the loop has to tell others; never on the loop's own thread, which is
  ///   bound to its core and would bind the threads it starts
  public MediaLoop(
      int index,
      LoopPlacement placement,
      IoKind ioKind,
      LoopWatch watch,
      WarmUp warmUp,
      LoopListener listener,
      Executor courier) {
    this.index = index;
    this.placement = placement;
    this.ioKind = ioKind;
    this.watch = watch;
    this.warmUp = warmUp;
    this.legs = new LoopLegs(this, listener, courier);
    this.thread = Thread.ofPlatform().daemon().name("media-loop-" + index).unstarted(this);
  }

  private static byte[] silenceOf(G711 law) {
    byte[] frame = new byte[Mixer.FRAME];
    Arrays.fill(frame, law.silence());
    return frame;
  }

  public void start() {
    thread.start();
  }

  /// Puts a new leg on this loop.
  public void attach(Leg leg, LegPlan plan) {
    post(() -> legs.attach(leg, plan));
  }

  /// Makes the leg what the plan says, unless it has a newer one; moves it if need be.
  public void apply(Leg leg, LegPlan plan) {
    post(() -> legs.apply(leg, plan));
  }

  /// Calls `then` on the courier.
  public void describe(Leg leg, Consumer<LegStatistics> then) {
    post(() -> legs.describe(leg, then));
  }

  /// Ends the leg: goodbye to the peer, final figures to `then` on the courier, then its ports
  /// drain until the listener is told.
  public void close(Leg leg, Consumer<LegStatistics> then) {
    post(() -> legs.close(leg, then));
  }

  /// Stops the thread; sockets of legs that are still open are closed.
  ///
  /// @throws InterruptedException when interrupted before the thread has ended
  public void stop() throws InterruptedException {
    running = false;
    LockSupport.unpark(thread);
    thread.join(5_000);
  }

  void post(Runnable command) {
    commands.add(command);
    if (slow) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    ThreadPlacer.place(placement);
    try (MediaIo opened = ioKind.open()) {
      io = opened;
      warmUp.run(this, ioKind);
      forget();
      clock.start();
      beats();
      legs.closeAll();
    } catch (Throwable e) {
      // Whatever it is, this thread ends here: say so, and let [#healthy()] tell the rest.
      log.error("media loop {} cannot go on", index, e);
    } finally {
      ended = true;
    }
  }

  /// False once the loop has ended, by itself or by [#stop()].
  public boolean healthy() {
    return !ended;
  }

  private void beats() {
    long due = System.nanoTime();
    while (running) {
      long at = sleepUntil(due);
      boolean even = interval == BEAT_NANOS;
      if (even) {
        lateness.record(at - due);
      }
      oneBeat(at);
      due = even && interval == BEAT_NANOS ? nextDue(due, at) : at + interval;
    }
  }

  private long sleepUntil(long due) {
    long t;
    while ((t = System.nanoTime()) - due < 0) {
      if (slow && (!commands.isEmpty() || !running)) {
        return t;
      }
      LockSupport.parkNanos(due - t);
    }
    return t;
  }

  private long nextDue(long due, long at) {
    long next = due + BEAT_NANOS;
    if (at - next > MAX_BEHIND_NANOS) {
      counters.stalls++;
      return at;
    }
    return next;
  }

  /// One beat; also driven by the warm-up.
  void oneBeat(long at) {
    now = at;
    try {
      runCommands();
      poll();
      legs.tick((int) (beat % Schedule.SLOTS));
      legs.sweep(interval == BEAT_NANOS ? SWEEP_BEATS : SWEEP_BEATS / 10);
    } catch (RuntimeException e) {
      failed(e);
    }
    beat++;
    if ((beat & 63) == 0 || interval != BEAT_NANOS) {
      pace();
      clock.measure(at);
    }
  }

  private void runCommands() {
    Runnable command;
    while ((command = commands.poll()) != null) {
      try {
        command.run();
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private void poll() {
    if (io != null) {
      io.poll();
    }
  }

  /// A bug; the first is shown, the rest only counted.
  private void failed(RuntimeException e) {
    if (counters.failures++ == 0) {
      log.error("media loop {} failed; further failures are only counted", index, e);
    }
  }

  /// Chooses how long to sleep between beats.
  private void pace() {
    long rtp = counters.packetsIn - counters.rtcpIn; // a report now and then is no reason to hurry
    if (rtp != packetsBefore || !legs.scheduleIsEmpty()) {
      packetsBefore = rtp;
      busyNanos = now;
    }
    boolean quiet = now - busyNanos > QUIET_AFTER_NANOS;
    interval = legs.isEmpty() ? IDLE_BEAT_NANOS : quiet ? QUIET_BEAT_NANOS : BEAT_NANOS;
    slow = interval != BEAT_NANOS;
  }

  private void forget() {
    counters.clear();
    lateness.clear();
    busyNanos = System.nanoTime();
    interval = BEAT_NANOS;
    slow = false;
    beat = 0;
  }

  void register(Leg leg) throws IOException {
    MediaIo opened = io;
    if (opened == null) {
      throw new IOException("the loop is not running");
    }
    opened.register(leg.rtp.socket, leg);
    opened.register(leg.rtcp.socket, leg.rtcp);
  }

  void deregister(Leg leg) {
    if (io != null) {
      io.deregister(leg.rtp.socket);
      io.deregister(leg.rtcp.socket);
    }
  }

  /// Takes a leg of the warm-up away without draining or telling.
  void discard(Leg leg) {
    legs.discard(leg);
  }

  long now() {
    return now;
  }

  byte[] silence(G711 law) {
    return law == G711.PCMU ? silenceMu : silenceA;
  }

  public int index() {
    return index;
  }

  /// Open legs; racy.
  public int legs() {
    return legs.open();
  }

  /// CPU time of the thread over wall time, 0–100, over the last second or so; racy.
  public double loadPercent() {
    return clock.loadPercent();
  }

  public LoopCounters.Snapshot counters() {
    return counters.snapshot();
  }

  /// How late beats were, since start.
  public Lateness.Snapshot lateness() {
    return lateness.snapshot();
  }
}
