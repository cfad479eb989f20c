/// Whether a node of this release and one of the release before understand each other.
@NullMarked
package dev.tandem.node.wire;

import org.jspecify.annotations.NullMarked;
