package dev.tandem.session;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
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
  private record Live(Supplier<SessionInfo> info, ActorRef<SessionCommand> entity) {}

  private final ConcurrentHashMap<SessionId, Live> sessions = new ConcurrentHashMap<>();
  public final LongAdder created = new LongAdder();
  public final LongAdder answered = new LongAdder();
  public final LongAdder failed = new LongAdder();
  public final LongAdder ended = new LongAdder();
  public final LongAdder recovered = new LongAdder();

  void put(SessionId id, Supplier<SessionInfo> info, ActorRef<SessionCommand> entity) {
    sessions.put(id, new Live(info, entity));
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
