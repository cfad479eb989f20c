package dev.tandem.session;

import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The sessions that live on this node, and how many there have been. Entities write, everybody
/// reads.
public final class LiveSessions {
  private final ConcurrentHashMap<SessionId, Supplier<SessionInfo>> sessions =
      new ConcurrentHashMap<>();
  public final LongAdder created = new LongAdder();
  public final LongAdder answered = new LongAdder();
  public final LongAdder failed = new LongAdder();
  public final LongAdder ended = new LongAdder();
  public final LongAdder recovered = new LongAdder();

  void put(SessionId id, Supplier<SessionInfo> info) {
    sessions.put(id, info);
  }

  void remove(SessionId id) {
    sessions.remove(id);
  }

  public int size() {
    return sessions.size();
  }

  public Optional<SessionInfo> find(SessionId id) {
    return Optional.ofNullable(sessions.get(id)).map(Supplier::get);
  }

  public Stream<SessionInfo> all() {
    return sessions.values().stream().map(Supplier::get);
  }
}
