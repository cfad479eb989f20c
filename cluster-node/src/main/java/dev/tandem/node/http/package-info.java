/// What a node tells over HTTP: health, metrics, calls and nodes as JSON. Start at [HttpServer];
/// the paths are in [Router], the calls come through [HttpDoors], which the wiring of the node
/// implements. Answers never wait longer than [HttpSettings#requestTimeout].
@NullMarked
package dev.tandem.node.http;

import org.jspecify.annotations.NullMarked;
