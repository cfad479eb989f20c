/// The loops' mailbox: [MediaPool] answers `MediaCommand`s, gives ports out of a [PortRange] and
/// says no when the node is full. The only place in `media` that knows Pekko.
@NullMarked
package dev.tandem.media.pool;

import org.jspecify.annotations.NullMarked;
