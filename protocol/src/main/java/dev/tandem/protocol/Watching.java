package dev.tandem.protocol;

import java.util.List;

/// What we want to hear from others (RFC 6665 §4.1).
///
/// @param from, uri of From and To
/// @param event as in Event: the package, with `;id=…` if need be
/// @param accept types of bodies; empty for the package's own
/// @param seconds for how long each SUBSCRIBE asks
public record Watching(String from, String uri, String event, List<String> accept, long seconds)
    implements Wire {
  public Watching {
    accept = List.copyOf(accept);
  }

  /// The same for longer.
  public Watching lasting(long longer) {
    return new Watching(from, uri, event, accept, longer);
  }
}
