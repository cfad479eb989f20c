package dev.tandem.node.edge;

import dev.tandem.sip.transport.Listening;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// What the process wants of its edge beside the actor: where it listens, and to drain it. For any
/// thread.
public final class EdgeControl {
  private final CompletableFuture<List<Listening>> listening = new CompletableFuture<>();
  private volatile boolean draining;
  private volatile Consumer<Boolean> onDrain = _ -> {};

  /// Fails when a listener could not be opened.
  public CompletionStage<List<Listening>> listening() {
    return listening.minimalCompletionStage();
  }

  /// While draining, new calls and OPTIONS get 503; calls that are up go on.
  public void drain(boolean on) {
    draining = on;
    onDrain.accept(on);
  }

  public boolean draining() {
    return draining;
  }

  void started(List<Listening> listeners, Consumer<Boolean> drain) {
    onDrain = drain;
    drain.accept(draining);
    listening.complete(listeners);
  }

  void failed(RuntimeException why) {
    listening.completeExceptionally(why);
  }
}
