package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.edge.AccessParts;
import dev.tandem.node.edge.Edge;
import dev.tandem.node.edge.EdgeControl;
import dev.tandem.node.edge.EdgeMetrics;
import dev.tandem.node.edge.EdgeParts;
import dev.tandem.node.edge.EdgeSettings;
import dev.tandem.node.edge.OutsideParts;
import dev.tandem.node.edge.RegistrarParts;
import dev.tandem.node.edge.TrunkPeers;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Sessions;
import dev.tandem.sip.SipCounters;
import dev.tandem.sip.SipSettings;
import dev.tandem.sip.transport.Listening;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The edge role of a node: SIP listeners and the actor that speaks for them.
record EdgePart(
    ActorRef<EdgeCommand> actor,
    EdgeControl control,
    EdgeMetrics metrics,
    SipCounters counters,
    List<Listening> listening) {
  private static final Logger LOG = LoggerFactory.getLogger(EdgePart.class);

  static EdgePart start(
      ActorSystem<?> system,
      Config config,
      Sessions sessions,
      DialogTags tags,
      Placement placement,
      AccessParts access,
      RegistrarParts registrar,
      TrunkPeers trunks,
      OutsideParts outside) {
    if (!access.required()) {
      LOG.warn(
          "anybody who reaches this node can call through it: list users in tandem.users,"
              + " or say tandem.edge.auth.policy = required");
    }
    var control = new EdgeControl();
    var metrics = new EdgeMetrics();
    var counters = SipCounters.create();
    var parts =
        new EdgeParts(
            EdgeSettings.from(config),
            sessions,
            tags,
            access,
            registrar,
            trunks,
            outside,
            placement::otherEdges,
            metrics,
            control,
            address -> isEdge(placement, text(address)));
    ActorRef<EdgeCommand> actor =
        system.systemActorOf(
            Edge.create(SipSettings.from(config), counters, parts), "edge", Props.empty());
    try {
      var listening = control.listening().toCompletableFuture().join();
      return new EdgePart(actor, control, metrics, counters, listening);
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartupFailure(String.valueOf(cause.getMessage()), cause);
    }
  }

  private static boolean isEdge(Placement placement, String address) {
    return placement.view().nodes().values().stream()
        .flatMap(it -> it.sip().stream())
        .anyMatch(it -> it.endsWith(" " + address));
  }

  List<String> listeners() {
    return listening.stream()
        .map(it -> it.transport().parameter() + " " + text(it.address()))
        .toList();
  }

  List<InetSocketAddress> addresses() {
    return listening.stream().map(Listening::address).toList();
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  void drain() {
    control.drain(true);
  }

  void close() {
    Adapter.toClassic(actor)
        .tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
  }
}
