package dev.tandem.media.loop;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegStatistics;
import dev.tandem.protocol.Treatment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The legs and rooms of one loop: commands carried out, and what time does to legs.
final class LoopLegs {
  private static final Logger log = LoggerFactory.getLogger(LoopLegs.class);

  private final MediaLoop loop;
  private final LoopListener listener;
  private final Executor courier;
  private final List<Leg> legs = new ArrayList<>();
  private final Map<BridgeId, Room> rooms = new HashMap<>();
  private final Schedule schedule = new Schedule();
  private int cursor;
  private volatile int open;

  LoopLegs(MediaLoop loop, LoopListener listener, Executor courier) {
    this.loop = loop;
    this.listener = listener;
    this.courier = courier;
  }

  void attach(Leg leg, LegPlan plan) {
    try {
      loop.register(leg);
    } catch (IOException e) {
      log.warn("leg {} stays silent, its sockets cannot be watched: {}", leg.id, e.toString());
    }
    leg.place = legs.size();
    legs.add(leg);
    leg.lastHeard = loop.now();
    count();
    apply(leg, plan);
  }

  void apply(Leg leg, LegPlan plan) {
    if (leg.home != loop) {
      leg.home.apply(leg, plan);
      return;
    }
    leg.lastCommand = loop.now();
    if (plan.home() != loop) {
      move(leg, plan);
      return;
    }
    Treatment before = leg.treatment();
    if (!leg.accept(plan)) {
      return;
    }
    leg.silenceReported = false;
    if (!plan.treatment().equals(before)) {
      leave(leg);
      join(leg, plan.treatment());
    } else if (leg.makesSound() != leg.slot >= 0) {
      muted(leg);
    }
  }

  /// To the loop where the leg's bridge lives. A command may overtake the attaching; plans carry
  /// versions, so that does no harm.
  private void move(Leg leg, LegPlan plan) {
    if (leg.closing || !leg.olderThan(plan)) {
      return;
    }
    forget(leg);
    loop.deregister(leg);
    leg.home = plan.home();
    plan.home().attach(leg, plan);
  }

  private void join(Leg leg, Treatment treatment) {
    BridgeId bridge = treatment.bridge();
    if (bridge != null) {
      Room room = rooms.computeIfAbsent(bridge, Room::new);
      room.add(leg);
      reschedule(room);
    }
    if (leg.makesSound()) {
      schedule.add(leg);
    }
  }

  /// Its silence is made here from now on, or not any more.
  private void muted(Leg leg) {
    if (leg.makesSound()) {
      schedule.add(leg);
    } else {
      schedule.remove(leg);
    }
  }

  private void leave(Leg leg) {
    schedule.remove(leg);
    Room room = leg.room;
    if (room != null) {
      room.remove(leg);
      reschedule(room);
    }
  }

  private void reschedule(Room room) {
    if (!room.mixes()) {
      schedule.remove(room);
    } else if (room.slot < 0) {
      schedule.add(room);
    } else {
      schedule.reweigh(room.slot);
    }
    if (room.size() == 0) {
      rooms.remove(room.id);
    }
  }

  void describe(Leg leg, Consumer<LegStatistics> then) {
    if (leg.home != loop) {
      leg.home.describe(leg, then);
      return;
    }
    leg.lastCommand = loop.now();
    LegStatistics statistics = leg.statistics();
    courier.execute(() -> then.accept(statistics));
  }

  void close(Leg leg, Consumer<LegStatistics> then) {
    if (leg.home != loop) {
      leg.home.close(leg, then);
      return;
    }
    if (!leg.closing) {
      leg.rtcp.report(loop, loop.now(), true);
      leave(leg);
      leg.closing = true;
      leg.closingSince = loop.now();
      leg.lastHeard = loop.now();
    }
    LegStatistics statistics = leg.statistics();
    courier.execute(() -> then.accept(statistics));
    drain(leg, loop.now());
  }

  void tick(int slot) {
    schedule.tick(loop, slot);
  }

  /// Looks after so many legs that each has its turn every `beats` beats.
  void sweep(int beats) {
    int turns = (legs.size() + beats - 1) / beats;
    for (int i = 0; i < turns && !legs.isEmpty(); i++) {
      cursor = cursor + 1 < legs.size() ? cursor + 1 : 0;
      lookAfter(legs.get(cursor), loop.now());
    }
  }

  private void lookAfter(Leg leg, long now) {
    if (leg.closing) {
      drain(leg, now);
      return;
    }
    leg.rtcp.tick(loop, now);
    long silentFor = now - leg.lastHeard;
    if (silentFor > loop.watch.silentAfter().toNanos()) {
      silent(leg, silentFor);
    } else {
      leg.silenceReported = false;
    }
    long check = loop.watch.orphanCheck().toNanos();
    if (silentFor > check && now - leg.lastCommand > check && now - leg.orphanAsked > check) {
      leg.orphanAsked = now;
      courier.execute(() -> listener.maybeOrphaned(leg.id));
    }
  }

  private void silent(Leg leg, long nanos) {
    if (!leg.silenceReported && leg.expectsMedia()) {
      leg.silenceReported = true;
      courier.execute(() -> listener.silent(leg.id, Duration.ofNanos(nanos)));
    }
  }

  /// Gives the ports back once nobody sends to them any more, so that the next caller does not hear
  /// the last one.
  private void drain(Leg leg, long now) {
    boolean quiet = now - leg.lastHeard >= loop.watch.drainIdle().toNanos();
    boolean longEnough = now - leg.closingSince >= loop.watch.drainMax().toNanos();
    if (leg.place >= 0 && (quiet || longEnough)) {
      forget(leg);
      loop.deregister(leg);
      courier.execute(() -> listener.drained(leg)); // who opened the sockets closes them
    }
  }

  private void forget(Leg leg) {
    leave(leg);
    int place = leg.place;
    Leg last = Objects.requireNonNull(legs.removeLast());
    if (last != leg) {
      legs.set(place, last);
      last.place = place;
    }
    leg.place = -1;
    count();
  }

  private void count() {
    open = legs.size();
  }

  void closeAll() {
    while (!legs.isEmpty()) {
      Leg leg = legs.getLast();
      leg.rtcp.report(loop, System.nanoTime(), true);
      discard(leg);
    }
  }

  void discard(Leg leg) {
    if (leg.place >= 0) {
      forget(leg);
      loop.deregister(leg);
    }
    closeQuietly(leg.rtp.socket);
    closeQuietly(leg.rtcp.socket);
  }

  private static void closeQuietly(MediaSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("closing a socket", e);
    }
  }

  boolean isEmpty() {
    return legs.isEmpty();
  }

  boolean scheduleIsEmpty() {
    return schedule.isEmpty();
  }

  int open() {
    return open;
  }
}
