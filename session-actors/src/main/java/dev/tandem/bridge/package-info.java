/// Bridges and conferences: who hears whom. Each is a sharded, event-sourced entity that keeps the
/// book of its members; the audio itself meets on a media node, where legs with the same bridge
/// hear each other.
///
/// Start at [Bridge] (pure), then [BridgeEntity].
@NullMarked
package dev.tandem.bridge;

import org.jspecify.annotations.NullMarked;
