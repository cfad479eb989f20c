package dev.tandem.table;

import java.util.Map;

/// Work to do, with its parameters as written.
///
/// @param parameters by [Parameter.Kind]; only those the action takes
public record Action(TableAction type, Map<Parameter.Kind, String> parameters) {
  public Action {
    parameters = Map.copyOf(parameters);
  }

  public Action(TableAction type) {
    this(type, Map.of());
  }

  /// The `code` parameter, or `otherwise` when the row gives none.
  public int code(int otherwise) {
    String code = parameters.get(Parameter.Kind.CODE);
    return code == null ? otherwise : Integer.parseInt(code);
  }

  /// A text parameter, or `otherwise` when the row gives none.
  public String text(Parameter.Kind kind, String otherwise) {
    return parameters.getOrDefault(kind, otherwise);
  }
}
