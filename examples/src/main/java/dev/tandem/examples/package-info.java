/// One small program for each idea, written with the public API only (`dev.tandem.api` and
/// [dev.tandem.node.SessionManagerBuilder]). Start at [ThreeLineServer]; every class says how to
/// try it. Nobody calls these but `./tandem example NAME`.
@NullMarked
package dev.tandem.examples;

import org.jspecify.annotations.NullMarked;
