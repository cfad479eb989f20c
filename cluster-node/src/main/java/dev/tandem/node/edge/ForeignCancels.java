package dev.tandem.node.edge;

import dev.tandem.protocol.EdgeCommand;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.transaction.ServerTransaction;
import dev.tandem.sip.transaction.TransactionLayer;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// CANCELs whose INVITE is not here: a peer's requests may reach different edges. The others are
/// asked once; when none of them has it either, the answer is 481 (RFC 3261 §9.2).
final class ForeignCancels {
  private final SipStack stack;
  private final ActorRef<EdgeCommand> self;
  private final Supplier<List<ActorRef<EdgeCommand>>> others;
  private final EdgeSettings settings;
  private final EdgeMetrics metrics;
  private final Answers answers;

  ForeignCancels(SipStack stack, ActorRef<EdgeCommand> self, EdgeParts parts, Answers answers) {
    this.stack = stack;
    this.self = self;
    this.others = parts.others();
    this.settings = parts.settings();
    this.metrics = parts.metrics();
    this.answers = answers;
  }

  void ask(ServerTransaction transaction, SipRequest cancel, @Nullable String reason) {
    var edges = others.get();
    if (edges.isEmpty()) {
      unknown(transaction);
      return;
    }
    String invite = TransactionLayer.inviteKeyOf(cancel);
    var question = new EdgeCommand.TakeCancel(invite, reason, transaction.key(), self);
    edges.forEach(edge -> edge.tell(question));
    stack.timers().start(settings.askOthers().toNanos(), () -> unknown(transaction));
  }

  void taken(String cancel) {
    ServerTransaction transaction = stack.transactions().find(cancel);
    if (transaction != null && transaction.lastStatus() == 0) {
      metrics.cancelsTaken.increment();
      answers.refuse(transaction, new Refusal(200), null);
    }
  }

  private void unknown(ServerTransaction transaction) {
    if (transaction.lastStatus() == 0) {
      metrics.cancelsUnknown.increment();
      answers.refuse(transaction, new Refusal(481), null);
    }
  }
}
