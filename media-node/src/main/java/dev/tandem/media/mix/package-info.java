/// Sums of voices and made sounds: [Mixer] and [Sine]. Pure; called by `loop` only.
@NullMarked
package dev.tandem.media.mix;

import org.jspecify.annotations.NullMarked;
