package dev.tandem.media.loop;

import dev.tandem.protocol.LegId;
import java.time.Duration;

/// Hears from the loops. Called on the node's courier thread, never on a loop; must not block.
public interface LoopListener {
  /// The closed leg's ports may be used again; its sockets are off the loop and still open.
  void drained(Leg leg);

  void silent(LegId leg, Duration silentFor);

  void maybeOrphaned(LegId leg);
}
