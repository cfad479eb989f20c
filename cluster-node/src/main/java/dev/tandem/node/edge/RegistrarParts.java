package dev.tandem.node.edge;

import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.Registrations;
import dev.tandem.registrar.RegistrarSettings;

/// What an edge needs to register phones.
public record RegistrarParts(RegistrarSettings settings, Registrations registrations, Gruus gruus) {
  /// Whether REGISTER is taken at all.
  ///
  /// @param known whether senders have to say who they are
  boolean takes(boolean known) {
    return switch (settings.allow()) {
      case USERS -> known;
      case ANYBODY -> true;
      case NOBODY -> false;
    };
  }

  boolean serves(String host) {
    return settings.domains().isEmpty() || settings.domains().contains(host);
  }
}
