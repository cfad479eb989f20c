package dev.tandem.config;

import com.typesafe.config.ConfigObject;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The keys that some place of the configuration may have, and which of them a misspelt one means.
public record KnownKeys(Set<String> names) {
  private static final int MAX_EDITS = 3;

  public static KnownKeys of(String... names) {
    return new KnownKeys(Set.of(names));
  }

  /// The one that is most like `name`; empty when none is like it.
  public Optional<String> nearest(String name) {
    int limit = Math.min(MAX_EDITS, Math.max(1, name.length() / 2));
    return names.stream()
        .filter(known -> edits(name, known) <= limit)
        .min(
            Comparator.<String>comparingInt(known -> edits(name, known))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// What an error says of the keys of `object` that are none of these, as `; no such key: usr (did
  /// you mean user?)`; empty when there is none. Values are left out: they may be secret.
  public String strangersIn(ConfigObject object) {
    var strangers = new TreeSet<>(object.keySet());
    strangers.removeAll(names);
    return strangers.isEmpty()
        ? ""
        : strangers.stream()
            .map(name ->
                name + nearest(name).map(near -> " (did you mean " + near + "?)").orElse(""))
            .collect(Collectors.joining(", ", "; no such key: ", ""));
  }

  /// Levenshtein's distance.
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
