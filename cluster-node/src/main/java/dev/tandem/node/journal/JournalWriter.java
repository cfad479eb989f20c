package dev.tandem.node.journal;

import dev.tandem.node.journal.WriteFailed.Reason;
import dev.tandem.node.journal.WriterConnection.Attempt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores events, many entities in one commit, from one thread: on H2 the order of `ordering` is
/// therefore the order of commits.
///
/// A commit that fails because of its rows is halved until the entity to blame stands alone; its
/// neighbours are stored. A commit that fails because of the database is tried again, with
/// back-off, until `patience` is over. So does one that the fence forbids: a node that finds its
/// majority again has lost nothing, one that does not ends.
///
/// While the database is away, or has not answered for [#STUCK], calls that are up cannot wait for
/// it: nobody could hang up. Their events are then promised: the entity is told that they are
/// stored and goes on, they wait here as long as it takes. Only with the majority behind us, so
/// that nobody else goes on from what is stored; what is promised is lost when this process dies
/// before the database is back.
final class JournalWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration STUCK = Duration.ofSeconds(3);
  private static final Duration PATROL = Duration.ofMillis(250);

  private final WriterConnection connection;
  private final WriteQueue queue;
  private final JournalMetrics metrics;
  private final Duration patience;
  private final ConcurrentMap<String, Write> unfinished = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile WriteFence fence = () -> true;
  private volatile boolean away;
  private volatile boolean busy;
  private volatile long busySince;
  private volatile boolean ended;

  JournalWriter(Database database, JournalSettings settings, JournalMetrics metrics) {
    this.connection = new WriterConnection(database);
    this.queue = new WriteQueue(settings.limits(), metrics);
    this.metrics = metrics;
    this.patience = settings.patience();
    this.thread = Thread.ofPlatform().name("journal-writer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
    Thread.ofVirtual().name("journal-patrol").start(this::patrol);
  }

  void fenceWith(WriteFence newFence) {
    fence = newFence;
  }

  boolean isAway() {
    return away;
  }

  /// Never blocks; a write that cannot even wait has failed on return.
  void submit(Write write) {
    unfinished.put(write.persistenceId, write);
    if (!queue.offer(write)) {
      unfinished.remove(write.persistenceId, write);
      boolean closed = queue.isClosed();
      if (!closed) {
        metrics.refusedFull.increment();
      }
      write.failed(
          new WriteFailed(
              closed ? Reason.CLOSED : Reason.FULL,
              write.persistenceId,
              metrics.queueRows + " events are waiting"));
    } else if (away) {
      promise(write);
    }
  }

  private void promise(Write write) {
    if (write.continues() && fence.mayWrite()) {
      write.promise();
    }
  }

  /// Sees what the writer's thread cannot, which waits for an answer.
  private void patrol() {
    try {
      while (!ended) {
        TimeUnit.NANOSECONDS.sleep(PATROL.toNanos());
        if (busy && System.nanoTime() - busySince > STUCK.toNanos()) {
          stuck();
        }
        if (away) {
          unfinished.values().forEach(this::promise);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void stuck() {
    if (busy) {
      goneAway("no answer for " + STUCK.toSeconds() + " s");
    }
  }

  /// The entity's write whose fate is open: a recovery must not read before it is known.
  @Nullable Write unfinished(String persistenceId) {
    return unfinished.get(persistenceId);
  }

  private void run() {
    try {
      while (true) {
        List<Write> batch = queue.take(LONGEST_PAUSE);
        if (!batch.isEmpty()) {
          storeOrGiveUp(batch);
        } else if (queue.isClosed()) {
          return;
        } else {
          begin();
          note(connection.idle());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      connection.drop();
    }
  }

  /// This thread must go on whatever happens, or every entity of the node hangs.
  private void storeOrGiveUp(List<Write> batch) throws InterruptedException {
    try {
      store(batch);
    } catch (RuntimeException e) {
      LOG.error("a bug in the journal's writer", e);
      giveUp(batch, Reason.REFUSED, e.toString());
    }
  }

  private void store(List<Write> batch) throws InterruptedException {
    Deque<List<Write>> groups = new ArrayDeque<>();
    groups.push(batch);
    Duration pause = FIRST_PAUSE;
    while (!groups.isEmpty()) {
      List<Write> group = groups.pop();
      if (!fence.mayWrite()) {
        groups.push(group);
        metrics.heldFenced.increment();
        expire(groups, Reason.FENCED, "this node has no majority");
        queue.pause(FIRST_PAUSE);
        continue;
      }
      begin();
      Attempt attempt = attempt(group);
      note(attempt);
      switch (attempt) {
        case Attempt.Stored _ -> stored(group);
        case Attempt.RowsRefused(boolean exists, String why) -> blame(groups, group, exists, why);
        case Attempt.DatabaseAway(String why) -> {
          groups.push(group);
          unfinished.values().forEach(this::promise);
          expire(groups, Reason.AWAY, why);
          queue.pause(pause);
          pause = longer(pause);
        }
      }
    }
  }

  private Attempt attempt(List<Write> group) {
    Attempt attempt = connection.insert(group);
    boolean alone = group.size() == 1;
    return alone && attempt instanceof Attempt.RowsRefused(boolean exists, _) && exists
        ? connection.alreadyStored(group.getFirst())
        : attempt;
  }

  private void blame(Deque<List<Write>> groups, List<Write> group, boolean exists, String why) {
    if (group.size() > 1) {
      int half = group.size() / 2;
      groups.push(group.subList(half, group.size()));
      groups.push(group.subList(0, half));
      return;
    }
    (exists ? metrics.conflicts : metrics.refusedData).increment();
    giveUp(group, exists ? Reason.CONFLICT : Reason.REFUSED, why);
  }

  private void stored(List<Write> group) {
    long now = System.nanoTime();
    int rows = 0;
    for (Write write : group) {
      rows += write.rows.size();
      metrics.writeMicros.add((now - write.bornNanos) / 1_000);
      finish(write);
      write.stored();
    }
    metrics.batchRows.add(rows);
  }

  private void giveUp(List<Write> group, Reason reason, String why) {
    for (Write write : group) {
      finish(write);
      var failure = new WriteFailed(reason, write.persistenceId, why);
      if (write.isPromised()) {
        LOG.error("events that were acted on are not stored: {}", failure.getMessage());
      }
      write.failed(failure);
    }
  }

  private void finish(Write write) {
    if (write.finish()) {
      queue.done(write);
      unfinished.remove(write.persistenceId, write);
    }
  }

  private void expire(Deque<List<Write>> groups, Reason reason, String why) {
    if (queue.isClosed()) {
      groups.forEach(group -> giveUp(group, Reason.CLOSED, why));
      groups.clear();
      return;
    }
    expire(queue.takeIf(this::isOld), reason, why);
    var kept = new ArrayDeque<List<Write>>();
    for (List<Write> group : groups) {
      List<Write> old = group.stream().filter(this::isOld).toList();
      List<Write> young = group.stream().filter(write -> !isOld(write)).toList();
      expire(old, reason, why);
      if (!young.isEmpty()) {
        kept.addLast(young);
      }
    }
    groups.clear();
    groups.addAll(kept);
  }

  private void expire(List<Write> old, Reason reason, String why) {
    giveUp(old, reason, why);
    metrics.expired.add(old.size());
  }

  private boolean isOld(Write write) {
    return System.nanoTime() - write.bornNanos > patience.toNanos() && write.abandon();
  }

  private void begin() {
    busySince = System.nanoTime();
    busy = true;
  }

  private synchronized void note(Attempt attempt) {
    busy = false;
    switch (attempt) {
      case Attempt.DatabaseAway(String why) -> {
        metrics.attemptsFailed.increment();
        goneAway(why);
      }
      case Attempt.Stored _, Attempt.RowsRefused _ -> {
        if (away) {
          away = false;
          LOG.info("journal is back, events waiting={}", metrics.queueRows);
        }
      }
    }
  }

  private void goneAway(String why) {
    if (!away) {
      away = true;
      LOG.warn("journal away, new calls wait up to {}, reason={}", patience, why);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /// Stores what waits, unless the database is away, and ends the thread.
  @Override
  public void close() throws InterruptedException {
    queue.close();
    thread.join();
  }
}
