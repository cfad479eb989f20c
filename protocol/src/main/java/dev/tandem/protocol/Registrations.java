package dev.tandem.protocol;

import java.util.concurrent.CompletionStage;

/// The door from an edge to the registrar of the whole cluster. Never blocks.
public interface Registrations {
  /// @param registration its node is filled in here
  /// @return fails when nobody answers in time
  CompletionStage<RegistrarReply> register(AddressOfRecord address, Registration registration);

  /// A connection of this node has closed.
  void flowGone(AddressOfRecord address, PeerAddress flow);
}
