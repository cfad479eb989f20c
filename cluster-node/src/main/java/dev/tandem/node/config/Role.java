package dev.tandem.node.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a node does for the cluster.
public enum Role {
  /// SIP enters and leaves here.
  EDGE,
  /// Holds session actors; needs the journal.
  SESSION,
  /// Carries RTP.
  MEDIA;

  /// The name in settings and in cluster membership.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
