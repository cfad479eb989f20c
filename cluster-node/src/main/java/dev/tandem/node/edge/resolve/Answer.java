package dev.tandem.node.edge.resolve;

import java.time.Duration;
import java.util.List;

/// What the domain name system said.
public sealed interface Answer {
  /// @param records all of the kind that was asked for, at least one
  /// @param lifetime the shortest of theirs
  record Found(List<Resource> records, Duration lifetime) implements Answer {
    public Found {
      records = List.copyOf(records);
    }
  }

  /// There is no such name, or no such record of it.
  record Nothing() implements Answer {}

  /// Nobody answered, or not to the point: there may be such a record or not.
  record Failed() implements Answer {}
}
