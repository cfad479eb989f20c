/// Keeps the documents true: links, options and metrics they name exist.
@NullMarked
package dev.tandem.node.docs;

import org.jspecify.annotations.NullMarked;
