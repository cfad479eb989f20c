package dev.tandem.node.edge;

import dev.tandem.protocol.Header;
import java.util.List;

/// An answer of the edge itself.
record Refusal(int status, List<Header> headers) {
  Refusal(int status, Header... headers) {
    this(status, List.of(headers));
  }
}
