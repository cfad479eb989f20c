/// Evening out what the network made uneven: [JitterBuffer]. Pure; one per leg in a room.
@NullMarked
package dev.tandem.media.jitter;

import org.jspecify.annotations.NullMarked;
