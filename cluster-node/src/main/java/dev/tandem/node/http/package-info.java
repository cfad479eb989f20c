/// What a node tells over HTTP: health, metrics, calls and nodes as JSON. Start at [HttpServer];
/// the paths are in [Router], those of calls in [SessionPaths]. What they ask goes through
/// [HttpDoors], which the wiring of the node implements. Answers never wait longer than
/// [HttpSettings#requestTimeout].
@NullMarked
package dev.tandem.node.http;

import org.jspecify.annotations.NullMarked;
