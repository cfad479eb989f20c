package dev.tandem.node.edge.resolve;

import java.util.Locale;

/// What the domain name system is asked.
///
/// @param name absolute, lower case, without the last dot
public record Question(String name, Kind kind) {
  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  public enum Kind {
    A,
    AAAA,
    SRV,
    NAPTR
  }

  public Question {
    name = name.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /// Whether the name can be one (RFC 1035 §2.3.4). Peers write hosts: what cannot be a name takes
  /// no place among those that are remembered.
  public boolean isPossible() {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return false;
    }
    int label = 0;
    for (int at = 0; at < name.length(); at++) {
      char c = name.charAt(at);
      if (c == '.') {
        if (label == 0) {
          return false;
        }
        label = 0;
      } else if (!isLabelChar(c) || ++label > MAX_LABEL) {
        return false;
      }
    }
    return label > 0;
  }

  private static boolean isLabelChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  /// A name without a dot is looked for in the system's search domains.
  boolean isRelative() {
    return name.indexOf('.') < 0;
  }
}
