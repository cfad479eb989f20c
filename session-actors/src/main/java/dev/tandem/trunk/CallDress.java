package dev.tandem.trunk;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.MediaOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the INVITE of a call looks that goes out by a trunk: From, P-Asserted-Identity and the
/// headers its settings name. Pure; doing it twice does no more than once.
final class CallDress {
  private static final String ASSERTED = "P-Asserted-Identity";

  private CallDress() {}

  static CallPlan dressed(CallPlan plan, TrunkSettings trunk) {
    List<Header> headers = new ArrayList<>(plan.headers());
    switch (trunk.identity()) {
      // Whom we do not tell is not told by a caller's header either.
      case TrunkSettings.Identity.None _ -> remove(headers, ASSERTED);
      case TrunkSettings.Identity.Caller _ -> {
        if (headers.stream().noneMatch(it -> it.name().equalsIgnoreCase(ASSERTED))) {
          headers.add(new Header(ASSERTED, "<" + plan.from() + ">"));
        }
      }
      case TrunkSettings.Identity.Fixed(var uri) -> {
        remove(headers, ASSERTED);
        headers.add(new Header(ASSERTED, "<" + uri + ">"));
      }
    }
    trunk.removeHeaders().forEach(name -> remove(headers, name));
    for (Header set : trunk.setHeaders()) {
      remove(headers, set.name());
      headers.add(set);
    }
    return new CallPlan(
        from(plan.from(), trunk),
        plan.fromDisplayName(),
        plan.to(),
        plan.treatment(),
        plan.mediaNode(),
        plan.forwardedFor(),
        plan.ringing(),
        List.copyOf(headers),
        media(plan, trunk));
  }

  /// What was chosen for the caller's leg gives way to the codecs of the trunk; what was chosen for
  /// this very call does not.
  private static @Nullable MediaOptions media(CallPlan plan, TrunkSettings trunk) {
    MediaOptions own = trunk.media();
    MediaOptions wanted = plan.media();
    if (own == null || wanted == null) {
      return own == null ? wanted : own;
    }
    return plan.forwardedFor() == null ? wanted.over(own) : wanted.with(own.codecs());
  }

  private static void remove(List<Header> headers, String name) {
    headers.removeIf(it -> it.name().equalsIgnoreCase(name));
  }

  private static String from(String uri, TrunkSettings trunk) {
    if (trunk.fromUser().isEmpty() && trunk.fromHost().isEmpty()) {
      return uri;
    }
    int scheme = uri.indexOf(':') + 1;
    int at = uri.lastIndexOf('@');
    String user = at < 0 ? "" : uri.substring(scheme, at);
    int end = at + 1 > 0 ? at + 1 : scheme;
    while (end < uri.length() && ";?".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    String host = uri.substring(at < 0 ? scheme : at + 1, end);
    String newUser = trunk.fromUser().isEmpty() ? user : trunk.fromUser();
    String newHost = trunk.fromHost().isEmpty() ? host : trunk.fromHost();
    return uri.substring(0, scheme) + (newUser.isEmpty() ? "" : newUser + "@") + newHost;
  }
}
