package dev.tandem.node.edge;

import dev.tandem.api.IncomingMessage;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The door from an edge to whoever reads texts and knows who can be called. Never blocks.
public interface Letters {
  /// @param reason phrase, null for the RFC's own
  record Answer(int status, @Nullable String reason) {}

  /// What the sender of a MESSAGE is to hear. Does not fail.
  ///
  /// @param hops that it may still go, from Max-Forwards
  CompletionStage<Answer> take(IncomingMessage message, int hops);

  /// What the caller of that URI would hear, 200 when the call would be taken. Does not fail.
  CompletionStage<Answer> outlook(String uri);
}
