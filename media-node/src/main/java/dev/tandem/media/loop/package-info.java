/// The loops that move RTP. Start at [MediaLoop], one thread with a 1 ms beat, then [Leg] (one
/// peer) and [Room] (who hears whom).
///
/// Everything of a leg belongs to the loop it is on; other threads only post to [MediaLoop].
/// Sockets are behind [MediaSocket] and [MediaIo], with an epoll and a java.nio form. Nothing here
/// allocates, locks or logs per packet. `pool` and `MediaNode` may call this package.
@NullMarked
package dev.tandem.media.loop;

import org.jspecify.annotations.NullMarked;
