package dev.tandem.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a subscriber is told: all there is, each time.
public sealed interface Picture {
  /// @param calls ordered by id
  /// @param over whether there will never be another: it was one session that is watched
  record Calls(List<Call> calls, boolean over) implements Picture {}

  /// One call as the watched party sees it.
  ///
  /// @param id of the session
  /// @param initiator whether the watched party called
  /// @param why how it ended, a word of RFC 4235 §3.7.1; null while it has not, or when nobody
  ///   knows
  record Call(
      String id,
      boolean initiator,
      Stage stage,
      String local,
      String remote,
      @Nullable String why) {
    public Call ended(@Nullable String reason) {
      return new Call(id, initiator, Stage.TERMINATED, local, remote, reason);
    }
  }

  enum Stage {
    TRYING,
    EARLY,
    CONFIRMED,
    TERMINATED
  }

  /// @param active whether the conference is open
  /// @param count of all participants, also those who are not listed
  /// @param participants ordered by URI, as many as may be listed
  record Roster(String name, boolean active, int count, List<Participant> participants)
      implements Picture {}

  /// @param session its id
  /// @param calledUs whether he called in or was called
  record Participant(String uri, String session, boolean calledUs, boolean onHold) {}

  /// Whether one who knows `last` has to be told. Calls whose end was told are no news when they
  /// are gone, nor those that ended before anything was told of them.
  default boolean isNews(@Nullable Picture last) {
    if (!(this instanceof Calls(var now, _) && last instanceof Calls(var before, _))) {
      return !equals(last);
    }
    Map<String, Stage> known = new HashMap<>();
    before.forEach(it -> known.put(it.id(), it.stage()));
    for (Call call : now) {
      Stage stage = known.remove(call.id());
      boolean told = stage == call.stage() || (stage == null && call.stage() == Stage.TERMINATED);
      if (!told) {
        return true;
      }
    }
    return known.values().stream().anyMatch(it -> it != Stage.TERMINATED);
  }

  /// Calls of `last` that are not in `now` though nobody was told that they ended.
  static List<Call> vanished(List<Call> now, @Nullable Picture last) {
    List<Call> vanished = new ArrayList<>();
    if (last instanceof Calls(var before, _)) {
      for (Call call : before) {
        boolean here = now.stream().anyMatch(it -> it.id().equals(call.id()));
        if (!here && call.stage() != Stage.TERMINATED) {
          vanished.add(call);
        }
      }
    }
    return vanished;
  }
}
