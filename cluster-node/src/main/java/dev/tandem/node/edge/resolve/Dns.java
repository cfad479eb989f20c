package dev.tandem.node.edge.resolve;

import java.util.function.Consumer;

/// Asks the domain name system. Never blocks.
public interface Dns {
  /// @param then told once, on any thread
  void ask(Question question, Consumer<Answer> then);
}
