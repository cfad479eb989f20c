package dev.tandem.node.edge;

import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Sessions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/// What an edge works with.
///
/// @param access who may send what
/// @param others the edges of the other nodes as known now; must not block
/// @param nodes whether an edge of the cluster listens there; must not block
public record EdgeParts(
    EdgeSettings settings,
    Sessions sessions,
    DialogTags tags,
    AccessParts access,
    RegistrarParts registrar,
    TrunkPeers trunks,
    OutsideParts outside,
    Supplier<List<ActorRef<EdgeCommand>>> others,
    EdgeMetrics metrics,
    EdgeControl control,
    Predicate<InetSocketAddress> nodes) {

  /// Of a node that knows no others.
  EdgeParts(
      EdgeSettings settings,
      Sessions sessions,
      DialogTags tags,
      AccessParts access,
      RegistrarParts registrar,
      TrunkPeers trunks,
      OutsideParts outside,
      Supplier<List<ActorRef<EdgeCommand>>> others,
      EdgeMetrics metrics,
      EdgeControl control) {
    this(
        settings,
        sessions,
        tags,
        access,
        registrar,
        trunks,
        outside,
        others,
        metrics,
        control,
        _ -> false);
  }
}
