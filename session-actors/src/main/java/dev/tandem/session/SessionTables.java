package dev.tandem.session;

import dev.tandem.session.core.SessionCore;
import org.jspecify.annotations.Nullable;

/// The state tables that calls of this node can follow. What a name stands for may change while
/// calls are up: each keeps the core that it began with. Any thread may ask.
public interface SessionTables {
  /// For calls that name no table.
  SessionCore standard();

  /// Null when there is none of that name.
  @Nullable SessionCore find(String name);

  /// By the shipped table `default`, whatever the node's own is.
  SessionCore shipped();
}
