package dev.tandem.sdp;

import org.jspecify.annotations.Nullable;

/// One `type=value` line.
///
/// @param type a letter, `a` for an attribute
/// @param value without line end; may be empty
public record Line(char type, String value) {

  /// The value of attribute `name` (`""` for a flag), or null when this line is something else.
  @Nullable String attribute(String name) {
    if (type != 'a' || !value.startsWith(name)) {
      return null;
    }
    if (value.length() == name.length()) {
      return "";
    }
    return value.charAt(name.length()) == ':' ? value.substring(name.length() + 1).strip() : null;
  }

  @Override
  public String toString() {
    return type + "=" + value;
  }
}
