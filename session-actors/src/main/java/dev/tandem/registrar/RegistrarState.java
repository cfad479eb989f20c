package dev.tandem.registrar;

import dev.tandem.protocol.Binding;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What is bound to one address of record.
///
/// @param bindings no two of the same key; may hold expired ones until a timer comes to it
public record RegistrarState(List<Binding> bindings) {
  static final RegistrarState NONE = new RegistrarState(List.of());

  public RegistrarState {
    bindings = List.copyOf(bindings);
  }

  /// Best first; of the same `q` the youngest (RFC 5626 §5.3).
  List<Binding> at(Instant now) {
    return bindings.stream()
        .filter(it -> it.expires().isAfter(now))
        .sorted(
            Comparator.<Binding>comparingInt(it -> -it.q())
                .thenComparing(Binding::since, Comparator.reverseOrder()))
        .toList();
  }

  /// When there is something to remove.
  Optional<Instant> nextExpiry() {
    return bindings.stream().map(Binding::expires).min(Comparator.naturalOrder());
  }
}
