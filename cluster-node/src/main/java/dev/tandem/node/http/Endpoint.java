package dev.tandem.node.http;

import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/// What a path takes. A word in capitals stands for a name, which the handler gets.
record Endpoint(String method, String path, Handler handler) {
  private static final Pattern NAME = Pattern.compile("/[A-Z][A-Z:]*(?=/|$)");

  /// The name in it, empty when it has none; null when it is another path.
  @Nullable String nameIn(String asked) {
    Matcher name = NAME.matcher(path);
    if (!name.find()) {
      return asked.equals(path) ? "" : null;
    }
    int head = name.start() + 1;
    String tail = path.substring(name.end());
    boolean fits =
        asked.length() > head + tail.length()
            && asked.startsWith(path.substring(0, head))
            && asked.endsWith(tail);
    String found = fits ? asked.substring(head, asked.length() - tail.length()) : null;
    // Users may have a slash in their name (RFC 3261 §25.1).
    return found == null || (found.indexOf('/') >= 0 && !path.endsWith("/ADDRESS")) ? null : found;
  }

  interface Handler {
    /// @param name what stands in the path for the word in capitals
    CompletionStage<HttpResponse> answer(HttpRequest request, String name);
  }

  static Endpoint get(String path, Handler handler) {
    return new Endpoint("GET", path, handler);
  }

  static Endpoint post(String path, Handler handler) {
    return new Endpoint("POST", path, handler);
  }

  static Endpoint delete(String path, Handler handler) {
    return new Endpoint("DELETE", path, handler);
  }
}
