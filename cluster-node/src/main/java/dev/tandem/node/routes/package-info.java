/// The built-in server: routes from the configuration, the first whose pattern matches the called
/// user decides. Written with the public API only, as any application could be.
@NullMarked
package dev.tandem.node.routes;

import org.jspecify.annotations.NullMarked;
