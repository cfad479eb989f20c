package dev.tandem.node.edge;

import dev.tandem.node.edge.resolve.Avoided;
import dev.tandem.node.edge.resolve.Home;
import dev.tandem.node.edge.resolve.Locator;
import dev.tandem.node.edge.resolve.Names;
import dev.tandem.node.edge.resolve.NettyDns;
import dev.tandem.node.edge.resolve.Question;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.sip.SipCounters;
import dev.tandem.sip.SipSettings;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.transport.BindFailed;
import dev.tandem.sip.transport.Transport;
import java.security.SecureRandom;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// The SIP edge of one node. The actor is its address for sessions and other edges; each command
/// goes on to the SIP loop, where all state is.
public final class Edge {
  private final SipStack stack;
  private final NettyDns dns;
  private final Incoming incoming;
  private final Outgoing outgoing;
  private final EdgeMetrics metrics;

  private Edge(
      SipStack stack, NettyDns dns, Incoming incoming, Outgoing outgoing, EdgeMetrics metrics) {
    this.stack = stack;
    this.dns = dns;
    this.metrics = metrics;
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /// Opens the listeners when it starts and closes them when it stops. [EdgeControl#listening] of
  /// `parts` says how that went; when it failed the actor has stopped.
  public static Behavior<EdgeCommand> create(
      SipSettings sip, SipCounters counters, EdgeParts parts) {
    return Behaviors.setup(ctx -> start(ctx, sip, counters, parts));
  }

  private static Behavior<EdgeCommand> start(
      ActorContext<EdgeCommand> ctx, SipSettings sip, SipCounters counters, EdgeParts parts) {
    ActorRef<EdgeCommand> self = ctx.getSelf();
    try {
      var made = new Incoming[1];
      SipStack stack =
          SipStack.start(
              sip, counters, unstarted -> made[0] = new Incoming(unstarted, self, parts));
      var dns = new NettyDns(parts.settings().dns());
      parts.control().started(stack.listeners(), stack::drain);
      ctx.getLog().info("sip edge listens on {}", stack.listeners());
      var outgoing = new Outgoing(stack, parts, locator(stack, dns, parts.settings()));
      return new Edge(stack, dns, made[0], outgoing, parts.metrics()).running();
    } catch (BindFailed e) {
      parts.control().failed(e); // the operator is told by whoever starts the node
      return Behaviors.stopped();
    } catch (RuntimeException e) {
      parts.control().failed(e);
      ctx.getLog().error("sip edge could not start", e);
      return Behaviors.stopped();
    }
  }

  private static Locator locator(SipStack stack, NettyDns dns, EdgeSettings settings) {
    var failover = settings.failover();
    return new Locator(
        new Names(dns, Home.ofThisMachine(), stack::execute, System::nanoTime, settings.dns()),
        new Avoided(System::nanoTime, failover.maxAvoided()),
        transport -> kinds(stack, transport),
        new SecureRandom()::nextInt,
        failover.maxTargets());
  }

  private static List<Question.Kind> kinds(SipStack stack, Transport transport) {
    return stack.listeners().stream()
        .filter(it -> it.transport() == transport)
        .findFirst()
        .map(it -> Locator.kindsFor(it.address().getAddress()))
        .orElse(List.of());
  }

  private Behavior<EdgeCommand> running() {
    return Behaviors.receive(EdgeCommand.class)
        .onAnyMessage(this::toLoop)
        .onSignal(PostStop.class, _ -> stop())
        .build();
  }

  private Behavior<EdgeCommand> toLoop(EdgeCommand command) {
    stack.execute(() -> onLoop(command));
    return Behaviors.same();
  }

  /// What cannot be written as SIP is the session's mistake: counted, and as good as lost.
  private void onLoop(EdgeCommand command) {
    try {
      carryOut(command);
    } catch (IllegalArgumentException _) {
      metrics.invalidCommands.increment();
    }
  }

  private void carryOut(EdgeCommand command) {
    switch (command) {
      case EdgeCommand.Respond respond -> incoming.respond(respond);
      case EdgeCommand.Send send -> outgoing.send(send);
      case EdgeCommand.Ask ask -> {
        if (!incoming.keeps(ask)) {
          outgoing.ask(ask);
        }
      }
      case EdgeCommand.SendAck ack -> outgoing.sendAck(ack);
      case EdgeCommand.Cancel cancel -> outgoing.cancel(cancel);
      case EdgeCommand.TakeCancel take -> incoming.takeCancel(take);
      case EdgeCommand.CancelTaken taken -> incoming.cancelTaken(taken);
    }
  }

  private Behavior<EdgeCommand> stop() {
    dns.close();
    stack.close();
    return Behaviors.same();
  }
}
