package dev.tandem.protocol;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whom to call and by which way, as one URI: the routes are its `Route` headers (RFC 3261
/// §19.1.1). Only what we write ourselves is read so.
///
/// @param uri without headers
/// @param routes Route values, the one to go to first is first
public record CallTarget(String uri, List<String> routes) {
  private static final String ROUTE = "Route=";

  public static CallTarget parse(String text) {
    int question = text.indexOf('?', Math.max(0, text.indexOf('@')));
    if (question < 0) {
      return new CallTarget(text, List.of());
    }
    var routes = new ArrayList<String>();
    for (String header : text.substring(question + 1).split("&", -1)) {
      if (header.startsWith(ROUTE)) {
        route(header.substring(ROUTE.length())).ifPresent(routes::add);
      }
    }
    return new CallTarget(text.substring(0, question), List.copyOf(routes));
  }

  /// Empty for what cannot be a header value.
  private static Optional<String> route(String encoded) {
    try {
      String route = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
      return Optional.of(route).filter(it -> it.chars().noneMatch(c -> c < ' ' || c == 0x7f));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  public String text() {
    var text = new StringBuilder(uri);
    for (int i = 0; i < routes.size(); i++) {
      text.append(i == 0 ? '?' : '&').append(ROUTE);
      text.append(URLEncoder.encode(routes.get(i), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return text.toString();
  }
}
