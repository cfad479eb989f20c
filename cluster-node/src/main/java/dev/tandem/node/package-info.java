/// The process. [Main] is its start, [Node] puts the parts together; `cli` is what an operator
/// types, `config` what a node is told, `http` what it tells, `health` and `metrics` how it is.
/// Applications come in by [SessionManagerBuilder]; what they ask for, the parts of
/// [NodeCoordinator] do.
@NullMarked
package dev.tandem.node;

import org.jspecify.annotations.NullMarked;
