/// Sample formats: [G711] by table. Pure; anyone in `media` may call it.
@NullMarked
package dev.tandem.media.codec;

import org.jspecify.annotations.NullMarked;
