package dev.tandem.node.http;

import java.util.List;
import org.apache.pekko.http.javadsl.model.Query;

/// The parameters of keys to press.
final class KeyQueries {
  private KeyQueries() {}

  /// Which of the times is no number of milliseconds.
  static String wrongTime(Query query) {
    return List.of("duration", "gap").stream()
        .filter(name -> query.get(name).filter(text -> !isMillis(text)).isPresent())
        .findFirst()
        .orElse("query");
  }

  private static boolean isMillis(String text) {
    try {
      Integer.parseInt(text);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
