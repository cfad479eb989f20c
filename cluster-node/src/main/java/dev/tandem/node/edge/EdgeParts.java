package dev.tandem.node.edge;

import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Sessions;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/// What an edge works with.
///
/// @param access who may send what
/// @param others the edges of the other nodes as known now; must not block
public record EdgeParts(
    EdgeSettings settings,
    Sessions sessions,
    DialogTags tags,
    AccessParts access,
    RegistrarParts registrar,
    Supplier<List<ActorRef<EdgeCommand>>> others,
    EdgeMetrics metrics,
    EdgeControl control) {}
