package dev.tandem.protocol;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whom to call and by which way, as one URI: the routes are its `Route` headers (RFC 3261
/// §19.1.1). Only what we write ourselves is read so.
///
/// @param uri without headers
/// @param routes Route values, the one to go to first is first
/// @param edge node of the edge that has the only connection to it, null for any edge
/// @param flow that connection, null for none
public record CallTarget(
    String uri, List<String> routes, @Nullable String edge, @Nullable PeerAddress flow) {
  private static final String ROUTE = "Route=";
  private static final String EDGE = "Edge=";
  private static final String FLOW = "Flow=";

  public CallTarget(String uri, List<String> routes) {
    this(uri, routes, null, null);
  }

  public static CallTarget parse(String text) {
    int question = text.indexOf('?', Math.max(0, text.indexOf('@')));
    if (question < 0) {
      return new CallTarget(text, List.of());
    }
    var routes = new ArrayList<String>();
    String edge = null;
    PeerAddress flow = null;
    for (String header : text.substring(question + 1).split("&", -1)) {
      if (header.startsWith(ROUTE)) {
        decoded(header.substring(ROUTE.length())).ifPresent(routes::add);
      } else if (header.startsWith(EDGE)) {
        edge = decoded(header.substring(EDGE.length())).orElse(null);
      } else if (header.startsWith(FLOW)) {
        flow = decoded(header.substring(FLOW.length())).flatMap(PeerAddress::parse).orElse(null);
      }
    }
    return new CallTarget(text.substring(0, question), List.copyOf(routes), edge, flow);
  }

  /// Empty for what cannot be a header value.
  private static Optional<String> decoded(String encoded) {
    try {
      String value = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
      return Optional.of(value).filter(it -> it.chars().noneMatch(c -> c < ' ' || c == 0x7f));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  public String text() {
    var text = new StringBuilder(uri);
    char mark = '?';
    for (String route : routes) {
      text.append(mark).append(ROUTE).append(encoded(route));
      mark = '&';
    }
    if (edge != null) {
      text.append(mark).append(EDGE).append(encoded(edge));
      mark = '&';
    }
    if (flow != null) {
      text.append(mark).append(FLOW).append(encoded(flow.toString()));
    }
    return text.toString();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
