package dev.tandem.protocol;

import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a node tells all others about itself, once a second.
///
/// @param name the node's cluster address, `host:port`
/// @param roles of `edge`, `session`, `media`
/// @param sip listeners as `udp 127.0.0.1:5060`
/// @param http `host:port`, empty when there is none
/// @param link `host:port` where the other nodes' links connect
/// @param database the name its connections to the database carry, empty when it has none
/// @param shards session shards it owns, decimal
/// @param journalAway whether its database does not answer: it keeps its calls and takes no new
///   ones
/// @param directory where the node is asked about its sessions
/// @param edge null without the role
/// @param media null without the role
public record NodeStatus(
    String name,
    List<String> roles,
    List<String> sip,
    String http,
    String link,
    String database,
    List<Integer> shards,
    int sessions,
    int bridges,
    MediaLoad load,
    boolean draining,
    boolean journalAway,
    Instant at,
    ActorRef<NodeCommand> directory,
    @Nullable ActorRef<EdgeCommand> edge,
    @Nullable ActorRef<MediaCommand> media)
    implements Wire {}
