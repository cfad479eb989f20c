/// Where things are and where new ones go: what nodes tell each other once a second
/// ([NodeDirectory]), the picture that makes ([ClusterView], pure), and the choice of a shard for a
/// new session, of a media node for a leg and of an edge for a request.
@NullMarked
package dev.tandem.placement;

import org.jspecify.annotations.NullMarked;
