package dev.tandem.node.edge;

import dev.tandem.node.users.Users;

/// What [Access] works with.
///
/// @param secret what the nodes of the cluster share
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record AccessParts(AuthSettings settings, Users users, byte[] secret) {
  /// Whether whoever sends a request outside a dialog has to say who he is.
  public boolean required() {
    return switch (settings.policy()) {
      case AUTO -> users.any();
      case OFF -> false;
      case REQUIRED -> true;
    };
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "AccessParts[required=" + required() + "]";
  }
}
