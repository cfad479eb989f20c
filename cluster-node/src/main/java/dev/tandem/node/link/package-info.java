/// Small connections between every two nodes: they notice within milliseconds that a process has
/// died, prove to a node that it is still with the majority, and tell of media nodes that fell
/// silent. Start at [Links]; [Silence], [Deaths], [Majority] and [ToldDetector] are what becomes of
/// it.
@NullMarked
package dev.tandem.node.link;

import org.jspecify.annotations.NullMarked;
