package dev.tandem.node;

import dev.tandem.api.SessionCoordinator;

/// A part of [NodeCoordinator]: methods of the public API that belong together, on top of the node
/// that runs just now. The parts may use each other's through the API.
interface OnNode extends SessionCoordinator {
  /// @throws dev.tandem.api.SessionException when none runs
  Node node();

  /// @throws dev.tandem.api.SessionException as [#node]
  default CallPart calls() {
    return node().calls();
  }
}
