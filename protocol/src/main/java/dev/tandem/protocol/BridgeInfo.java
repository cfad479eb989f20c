package dev.tandem.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A bridge as seen at one moment.
///
/// @param name of a conference, null for a bridge
public record BridgeInfo(
    BridgeId id,
    @Nullable String name,
    List<SessionId> members,
    Instant created,
    @Nullable String mediaNode,
    String node)
    implements Wire {}
