/// A node's RTP: [MediaNode] starts the loops, `pool` gives them a mailbox, [MediaMetrics] shows
/// what they do.
///
/// Start at `loop.MediaLoop` (the 1 ms beat), then `loop.Leg` (one peer) and `loop.Room` (who hears
/// whom). `sound` reads files. `rtp`, `rtcp`, `codec`, `jitter` and `mix` are pure: no thread, no
/// socket, no clock. Only `pool` knows Pekko. The node's assembly and tests may call this package.
@NullMarked
package dev.tandem.media;

import org.jspecify.annotations.NullMarked;
