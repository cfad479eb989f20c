package dev.tandem.node;

import dev.tandem.placement.Placement;
import dev.tandem.protocol.NodeCommand;
import dev.tandem.protocol.NodeStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Empties a node that leaves a cluster: legs move to other media nodes, peers learn another edge,
/// calls being set up get the time to come up. A few sessions at a time, round after round, until
/// nothing of any call is here or the limit is over; then what is left is treated as after a death.
///
/// Sessions themselves need no time: they go with their shards.
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /// All sessions are told within one round.
  private static final int SLOTS = 30;

  private static final Duration PACE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final Placement placement;

  Drain(ActorSystem<?> system, Placement placement) {
    this.system = system;
    this.placement = placement;
  }

  /// Blocks.
  void run(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        int left = round();
        LOG.info("draining, of calls still here={}", left);
        if (left == 0) {
          return;
        }
      }
      LOG.warn("the time to drain is over: the other nodes take what is left as after a death");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return legs and dialogs that depended on this node when they were told
  private int round() throws InterruptedException {
    String self = placement.view().own();
    boolean media = placement.otherTakes("media");
    boolean edge = placement.otherTakes("edge");
    int left = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      int now = slot;
      List<CompletionStage<NodeCommand.StillHere>> answers = new ArrayList<>();
      for (NodeStatus node : placement.view().nodes().values()) {
        answers.add(
            AskPattern.<NodeCommand, NodeCommand.StillHere>ask(
                node.directory(),
                replyTo -> new NodeCommand.Leaves(self, media, edge, now, SLOTS, replyTo),
                PATIENCE,
                system.scheduler()));
      }
      for (var answer : answers) {
        left += count(answer);
      }
      TimeUnit.NANOSECONDS.sleep(left == 0 ? PACE.toNanos() / 10 : PACE.toNanos());
    }
    return left;
  }

  private static int count(CompletionStage<NodeCommand.StillHere> answer) {
    try {
      NodeCommand.StillHere still = answer.toCompletableFuture().join();
      return still.legs() + still.dialogs();
    } catch (CompletionException e) {
      return 0; // that node is gone itself; who has its sessions now is asked in the next round
    }
  }
}
