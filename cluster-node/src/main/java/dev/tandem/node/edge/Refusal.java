package dev.tandem.node.edge;

import dev.tandem.protocol.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer of the edge itself.
///
/// @param reason phrase, null for the RFC's own
record Refusal(int status, @Nullable String reason, List<Header> headers) {
  Refusal(int status, List<Header> headers) {
    this(status, null, headers);
  }

  Refusal(int status, Header... headers) {
    this(status, List.of(headers));
  }
}
