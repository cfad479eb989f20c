package dev.tandem.protocol;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// That a request goes by a trunk: a Route of our own in front of all others, which the edge takes
/// out before the request leaves. Its host is a name that never has an address (RFC 2606).
///
/// @param direct whether the request goes to where its request URI says, and only the login is the
///   trunk's; else to one of the trunk's addresses
public record TrunkRoute(String trunk, boolean direct) {
  private static final String DOMAIN = ".trunk.invalid";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Pattern ROUTE =
      Pattern.compile("<sip:([a-z0-9][a-z0-9-]{0,31})\\.trunk\\.invalid;lr(;direct)?>");

  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// Value of the Route.
  public String text() {
    return "<sip:" + trunk + DOMAIN + ";lr" + (direct ? ";direct" : "") + ">";
  }

  public static Optional<TrunkRoute> of(Dialog dialog) {
    return first(dialog.routeSet());
  }

  /// @param target as [CallTarget#parse] reads it
  public static Optional<TrunkRoute> of(String target) {
    return target.contains("trunk.invalid")
        ? first(CallTarget.parse(target).routes())
        : Optional.empty();
  }

  private static Optional<TrunkRoute> first(List<String> routes) {
    if (routes.isEmpty()) {
      return Optional.empty();
    }
    Matcher found = ROUTE.matcher(routes.getFirst());
    return found.matches()
        ? Optional.of(new TrunkRoute(found.group(1), found.group(2) != null))
        : Optional.empty();
  }
}
