package dev.tandem.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What one can subscribe to outside a call (RFC 6665).
public enum EventPackage {
  /// The calls of an address of record, or one session (RFC 4235).
  DIALOG("application/dialog-info+xml"),
  /// Who is in a conference (RFC 4575).
  CONFERENCE("application/conference-info+xml");

  private final String contentType;

  EventPackage(String contentType) {
    this.contentType = contentType;
  }

  /// As in Event.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String contentType() {
    return contentType;
  }

  /// @param word as in Event; names of packages are compared with case
  public static Optional<EventPackage> of(String word) {
    return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
  }
}
