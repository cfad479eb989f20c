package dev.tandem.registrar;

import dev.tandem.protocol.Binding;
import dev.tandem.protocol.Wire;
import java.util.List;

/// Facts of an address of record, kept in the journal: never rename one.
///
/// Phones register again every few minutes for years. So each fact says everything, and the journal
/// forgets the ones before it.
public sealed interface RegistrarEvent extends Wire {
  /// What is bound from now on.
  record Rebound(List<Binding> bindings) implements RegistrarEvent {}
}
