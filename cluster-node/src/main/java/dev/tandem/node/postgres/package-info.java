/// A PostgreSQL server of our own on this machine, from binaries that come with the program: for
/// `./tandem cluster up` and for tests. Start at [LocalPostgres]. Production brings its own server.
@NullMarked
package dev.tandem.node.postgres;

import org.jspecify.annotations.NullMarked;
