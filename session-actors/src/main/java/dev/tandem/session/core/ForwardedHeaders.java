package dev.tandem.session.core;

import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the INVITE of a forwarded call says because of the one it is made for: whose call it is,
/// the headers that are let through, how far it may still go. Nothing else of the caller's leg is
/// seen on the other side: no Via, Contact, Record-Route or Call-ID.
public final class ForwardedHeaders {
  private static final String MAX_FORWARDS = "Max-Forwards";
  private static final String HOPS = "Tandem-Hops";
  private static final String HISTORY = "History-Info";
  private static final String DIVERSION = "Diversion";
  private static final int MOST_FORWARDS = 70;

  /// More of a history is not made longer.
  private static final int MOST_ENTRIES = 20;

  /// What belongs to a hop, a dialog or a proof of identity: never passed, whatever is configured.
  private static final Set<String> OURS =
      Set.of(
          "allow",
          "allow-events",
          "authorization",
          "call-id",
          "contact",
          "content-encoding",
          "content-length",
          "content-type",
          "cseq",
          "from",
          "identity",
          "join",
          "max-forwards",
          "min-se",
          "path",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-require",
          "rack",
          "record-route",
          "replaces",
          "require",
          "route",
          "rseq",
          "server",
          "session-expires",
          "supported",
          "tandem-hops",
          "timestamp",
          "to",
          "unsupported",
          "user-agent",
          "via",
          "www-authenticate");

  /// @param from URI of the From header
  public record Composed(String from, @Nullable String displayName, List<Header> headers) {}

  private ForwardedHeaders() {}

  /// Whether that header may be let through at all.
  ///
  /// @param name in lower case
  public static boolean mayPass(String name) {
    return !OURS.contains(name) && !name.isEmpty() && !name.equals("*");
  }

  /// The status that refuses to forward the call: 482 when it has come through us too often, 483
  /// when it has no hops left (RFC 3261 §16.3); 0 when it may go on.
  static int refusal(Invitation invitation, B2buaSettings settings) {
    if (forwards(invitation) <= 0) {
      return 483;
    }
    return hops(invitation) >= settings.maxHops() ? 482 : 0;
  }

  /// @param target URI of who is called now
  static Composed of(Invitation invitation, String target, B2buaSettings settings) {
    List<Header> headers = new ArrayList<>();
    headers.add(
        new Header(
            MAX_FORWARDS,
            Integer.toString(Math.clamp(forwards(invitation) - 1L, 0, MOST_FORWARDS))));
    headers.add(new Header(HOPS, Integer.toString(hops(invitation) + 1)));
    boolean elsewhere = isElsewhere(invitation, target);
    boolean history = elsewhere && settings.retarget().history();
    boolean diversion = elsewhere && settings.retarget().diversion();
    if (diversion) {
      headers.add(
          new Header(DIVERSION, "<" + invitation.requestUri() + ">;reason=unknown;counter=1"));
    }
    for (Header header : invitation.headers()) {
      String name = full(header.name());
      boolean told =
          (history && name.equalsIgnoreCase(HISTORY))
              || (diversion && name.equalsIgnoreCase(DIVERSION));
      if (mayPass(name.toLowerCase(Locale.ROOT)) && (told || settings.passes(name))) {
        headers.add(new Header(name, header.value()));
      }
    }
    if (history) {
      addHistory(headers, invitation.requestUri(), CallTarget.parse(target).uri());
    }
    return isAnonymous(invitation)
        ? new Composed("sip:anonymous@anonymous.invalid", "Anonymous", List.copyOf(headers))
        : new Composed(
            at(invitation.fromUri(), settings.fromHost()),
            invitation.fromDisplayName(),
            List.copyOf(headers));
  }

  /// Of a refusal of the called side, what the caller is told with it.
  static List<Header> ofRefusal(List<Header> headers) {
    return headers.stream()
        .filter(it ->
            it.name().equalsIgnoreCase("Reason")
                || it.name().equalsIgnoreCase("Retry-After")
                || it.name().equalsIgnoreCase("Warning"))
        .limit(10)
        .toList();
  }

  /// The status the caller gets for one of the called side. A challenge was for us, a 3xx would
  /// name places the caller was not meant to know, a 487 would claim that the caller has cancelled.
  static int refusalFor(int status) {
    return switch (status) {
      case 401, 407 -> 403;
      case 487, 491, 494 -> 480;
      case 421, 422, 493 -> 500; // of our INVITE, not of the caller's
      default -> status >= 400 && status < 700 ? status : 480;
    };
  }

  /// The index of the last entry goes on (RFC 7044 §10.3); without one the dialled URI is the
  /// first.
  private static void addHistory(List<Header> headers, String dialled, String target) {
    String last = null;
    String lastUri = "";
    int entries = 0;
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(HISTORY)) {
        for (String entry : Headers.split(header.value())) {
          String index = Headers.parameter("x" + entry.substring(entry.indexOf('>') + 1), "index");
          last = index == null ? last : index;
          lastUri = Headers.uri(entry);
          entries++;
        }
      }
    }
    if (entries >= MOST_ENTRIES || (last != null && !last.matches("[0-9.]{1,100}"))) {
      return;
    }
    if (!user(lastUri).equals(user(dialled))) { // RFC 7044 §9.1: nobody before us has said so
      last = last == null ? "1" : last + ".1";
      headers.add(new Header(HISTORY, "<" + dialled + ">;index=" + last));
    }
    headers.add(new Header(HISTORY, "<" + target + ">;index=" + last + ".1;mp=" + last));
  }

  /// Another user, not just another host: that is where the one who was dialled is found.
  private static boolean isElsewhere(Invitation invitation, String target) {
    return !user(invitation.requestUri()).equals(user(CallTarget.parse(target).uri()));
  }

  private static String user(String uri) {
    int colon = uri.indexOf(':');
    int at = uri.indexOf('@');
    return colon < 0 || at < colon ? "" : uri.substring(colon + 1, at);
  }

  private static String at(String uri, String host) {
    int at = uri.indexOf('@');
    return host.isEmpty() || at < 0 ? uri : uri.substring(0, at + 1) + host;
  }

  /// RFC 3323 §4.2: `user` asks that the From says nothing.
  private static boolean isAnonymous(Invitation invitation) {
    for (Header header : invitation.headers()) {
      if (header.name().equalsIgnoreCase("Privacy")) {
        for (String value : header.value().split("[;,]")) {
          if (value.strip().equalsIgnoreCase("user")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static int forwards(Invitation invitation) {
    int said = Headers.number(Headers.first(invitation.headers(), MAX_FORWARDS));
    return said < 0 ? MOST_FORWARDS : said;
  }

  private static int hops(Invitation invitation) {
    return Math.max(0, Headers.number(Headers.first(invitation.headers(), HOPS)));
  }

  private static String full(String name) {
    return switch (name) {
      case "s", "S" -> "Subject";
      case "o", "O" -> "Event";
      default -> name; // a text from outside
    };
  }
}
