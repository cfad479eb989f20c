package dev.tandem.placement;

import dev.tandem.bridge.LiveBridges;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.session.LiveSessions;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What the directory tells others about its node.
///
/// @param region the classic session shard region, null without the session role
public record ThisNode(
    String name,
    List<String> roles,
    List<String> sip,
    String http,
    String link,
    String database,
    LiveSessions sessions,
    LiveBridges bridges,
    BooleanSupplier draining,
    Runnable drain,
    BooleanSupplier journalAway,
    org.apache.pekko.actor.@Nullable ActorRef region,
    @Nullable ActorRef<EdgeCommand> edge,
    @Nullable ActorRef<MediaCommand> media) {}
