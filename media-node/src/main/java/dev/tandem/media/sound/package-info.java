/// Sounds from files, for what legs play. Start at [SoundFiles], which reads each file once for the
/// whole node; [Sound] is what a loop plays, [Resampler] brings it to 8 kHz.
///
/// Reading happens on a thread of its own; [Sound] is safe to share. Called by `pool` and `loop`.
@NullMarked
package dev.tandem.media.sound;

import org.jspecify.annotations.NullMarked;
