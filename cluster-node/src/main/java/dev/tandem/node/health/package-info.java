/// Is this node alive, started, ready? [Health] collects the answer from named checks; `http` shows
/// it to supervisors, the wiring of the node registers the checks.
@NullMarked
package dev.tandem.node.health;

import org.jspecify.annotations.NullMarked;
