/// What a node is told at start: [NodeSettings] is `tandem.node` of `reference.conf`, checked.
/// [LocalAddress] finds the address that peers can use, [StartupFailure] says why a node with right
/// settings could not start all the same. Called by `cli` and by the wiring of the node.
@NullMarked
package dev.tandem.node.config;

import org.jspecify.annotations.NullMarked;
