package dev.tandem.table;

import java.util.Locale;

/// A parameter that a word takes, written beside its `type`.
public record Parameter(Kind kind, boolean mandatory) {
  public enum Kind {
    /// SIP status, 100–699.
    CODE("a SIP status, 100 to 699"),
    /// Reason phrase.
    REASON("a reason phrase"),
    /// Seconds, 1–3600.
    SECONDS("seconds, 1 to 3600");

    private final String meaning;

    Kind(String meaning) {
      this.meaning = meaning;
    }

    public String yaml() {
      return name().toLowerCase(Locale.ROOT);
    }

    public String meaning() {
      return meaning;
    }

    boolean accepts(String value) {
      return switch (this) {
        case CODE -> value.matches("[1-6]\\d\\d");
        case SECONDS ->
            value.matches("\\d{1,4}")
                && Integer.parseInt(value) >= 1
                && Integer.parseInt(value) <= 3600;
        case REASON ->
            !value.isBlank() && value.length() <= 128 && value.chars().noneMatch(c -> c < ' ');
      };
    }
  }

  static Parameter required(Kind kind) {
    return new Parameter(kind, true);
  }

  static Parameter optional(Kind kind) {
    return new Parameter(kind, false);
  }
}
