package dev.tandem.table;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Help with misspelt names.
final class Names {
  private static final int SHORT_LIST = 8;
  private static final int MAX_SHOWN = 60;

  private Names() {}

  /// The words by their name in tables.
  static <W extends Word> Map<String, W> index(W[] words) {
    var index = new LinkedHashMap<String, W>();
    for (W word : words) {
      index.put(word.yaml(), word);
    }
    return index;
  }

  /// Such as `unknown event "DialogBye", did you mean DialogBYE?`
  static String unknown(String what, String given, Collection<String> valid) {
    return unknown(what, given, "", valid);
  }

  /// @param where such as ` in a row`, or empty
  static String unknown(String what, String given, String where, Collection<String> valid) {
    String shown = given.length() > MAX_SHOWN ? given.substring(0, MAX_SHOWN) + "…" : given;
    String message = "unknown " + what + " \"" + shown + "\"" + where;
    String near = nearest(given, valid);
    if (near != null) {
      return message + ", did you mean " + near + "?";
    }
    return valid.isEmpty() || valid.size() > SHORT_LIST
        ? message
        : message + ", known are " + String.join(", ", valid);
  }

  /// Null when nothing is so near that it was probably meant.
  static @Nullable String nearest(String given, Collection<String> valid) {
    String best = null;
    int bestDistance = Math.max(2, given.length() / 3) + 1;
    for (String name : valid) {
      if (Math.abs(name.length() - given.length()) < bestDistance) {
        int distance = distance(given, name);
        if (distance < bestDistance) {
          best = name;
          bestDistance = distance;
        }
      }
    }
    return best;
  }

  /// Edits from one to the other (Levenshtein), blind to case: that is the commonest slip.
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char left = Character.toLowerCase(a.charAt(i - 1));
        int replaced = diagonal + (left == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
