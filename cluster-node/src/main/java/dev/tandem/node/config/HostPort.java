package dev.tandem.node.config;

import java.util.Optional;
import java.util.regex.Pattern;

/// `host:port` of another node; an IPv6 address stands in brackets.
///
/// @param port 1–65535
public record HostPort(String host, int port) {
  private static final Pattern SHAPE =
      Pattern.compile("(\\[[0-9a-fA-F:.%]{2,64}\\]|[A-Za-z0-9._-]{1,253}):([0-9]{1,5})");

  public static Optional<HostPort> parse(String text) {
    var match = SHAPE.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(match.group(2));
    return port >= 1 && port <= 65535
        ? Optional.of(new HostPort(match.group(1), port))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
