package dev.tandem.session;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.table.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// The sessions that live on this node, and how many there have been. Entities write, everybody
/// reads.
public final class LiveSessions {
  private record Live(
      Supplier<SessionInfo> info, ActorRef<SessionCommand> entity, @Nullable String trunk) {}

  private final ConcurrentHashMap<SessionId, Live> sessions = new ConcurrentHashMap<>();
  public final LongAdder created = new LongAdder();
  public final LongAdder answered = new LongAdder();
  public final LongAdder failed = new LongAdder();
  public final LongAdder ended = new LongAdder();
  public final LongAdder recovered = new LongAdder();

  /// Events that no row of their state expected.
  public final LongAdder unexpected = new LongAdder();

  void count(Publication publication) {
    switch (publication) {
      case SESSION_CREATED -> created.increment();
      case CALL_ESTABLISHED -> answered.increment();
      case CALL_FAILED -> failed.increment();
      case CALL_TERMINATED, CALL_CANCELLED -> ended.increment();
      case INCOMING_CALL,
          CALL_RINGING,
          CALL_PROGRESS,
          CALL_BRIDGED,
          CALL_UNBRIDGED,
          MEDIA_CHANGED,
          MEDIA_MUTED -> {}
    }
  }

  /// @param trunk by which it is called, or was; null for none
  void put(
      SessionId id,
      Supplier<SessionInfo> info,
      ActorRef<SessionCommand> entity,
      @Nullable String trunk) {
    sessions.put(id, new Live(info, entity, trunk));
  }

  /// The calls over trunks, by the trunk's name.
  public Map<String, List<SessionId>> byTrunk() {
    Map<String, List<SessionId>> found = new HashMap<>();
    sessions.forEach((id, live) -> {
      if (live.trunk() != null) {
        found.computeIfAbsent(live.trunk(), _ -> new ArrayList<>()).add(id);
      }
    });
    return found;
  }

  /// The entity itself, without the way through region and shard: fit for what its sender repeats
  /// until it is answered, since a message to an entity that just moves is lost. Null when it does
  /// not live here.
  public @Nullable ActorRef<SessionCommand> entity(SessionId id) {
    Live live = sessions.get(id);
    return live == null ? null : live.entity();
  }

  /// Tells the session, if it lives here.
  public void tell(SessionId id, SessionCommand command) {
    ActorRef<SessionCommand> entity = entity(id);
    if (entity != null) {
      entity.tell(command);
    }
  }

  void remove(SessionId id) {
    sessions.remove(id);
  }

  public int size() {
    return sessions.size();
  }

  public Optional<SessionInfo> find(SessionId id) {
    return Optional.ofNullable(sessions.get(id)).map(it -> it.info().get());
  }

  public Stream<SessionInfo> all() {
    return sessions.values().stream().map(it -> it.info().get());
  }
}
