package dev.tandem.node.edge;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Header;
import dev.tandem.sip.auth.Authenticator;
import dev.tandem.sip.auth.Authenticator.Claim;
import dev.tandem.sip.auth.Credentials;
import dev.tandem.sip.message.SipRequest;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Who may send requests outside dialogs (RFC 3261 §22.2). Inside one our tag has said it; OPTIONS
/// tells nothing but that we are here. On the SIP loop only.
final class Access {
  private static final Set<String> ASKED = Set.of("INVITE", "REGISTER", "SUBSCRIBE", "MESSAGE");

  sealed interface Ruling {}

  /// Nobody has to say who he is.
  record Free() implements Ruling {}

  record Refused(Refusal refusal) implements Ruling {}

  /// It says it is somebody: [#identify] finds out.
  record Claimed(Credentials credentials) implements Ruling {}

  sealed interface Identity {}

  record Known(String user) implements Identity {}

  record Unproven(Refusal refusal) implements Identity {}

  static final Ruling FREE = new Free();

  private final AuthSettings settings;
  private final TrunkPeers trunks;
  private final boolean required;
  private final Authenticator authenticator;
  private final KeyLookups lookups;

  Access(AccessParts parts, TrunkPeers trunks, Executor loop) {
    this.trunks = trunks;
    this.settings = parts.settings();
    this.required = parts.required();
    this.authenticator =
        new Authenticator(settings.digest(), parts.secret(), new SecureRandom()::nextLong);
    this.lookups = new KeyLookups(parts.users(), loop, System::nanoTime);
  }

  /// Looks no user up.
  Ruling rule(SipRequest request, InetAddress from, Instant now) {
    if (!required || !request.toTag().isEmpty() || !ASKED.contains(request.method())) {
      return FREE;
    }
    return switch (authenticator.claim(
        request.headers("Authorization"), request.requestUri(), now)) {
      case Claim.Made(var credentials) -> new Claimed(credentials);
      case Claim.Malformed _ -> unlessFree(request, from, new Refusal(400));
      case Claim.Stale _ -> unlessFree(request, from, challenge(true, now));
      case Claim.None _ -> unlessFree(request, from, challenge(false, now));
    };
  }

  /// Whether its sender may hear who can be called: where passwords are asked for, strangers must
  /// not find out who there is.
  boolean mayAskForUsers(InetAddress from) {
    return !required || settings.trusted().stream().anyMatch(it -> it.contains(from));
  }

  private Ruling unlessFree(SipRequest request, InetAddress from, Refusal refusal) {
    return isFree(request, from) ? FREE : new Refused(refusal);
  }

  private boolean isFree(SipRequest request, InetAddress from) {
    return isTrusted(from)
        || (trunks.trusts(from) && request.method().equals("INVITE"))
        || isOpenRoute(request);
  }

  private boolean isTrusted(InetAddress from) {
    return settings.trusted().stream().anyMatch(it -> it.contains(from));
  }

  /// Whether what that address asserts of a caller is believed (RFC 3325 §5).
  boolean believes(InetAddress from) {
    return isTrusted(from) || trunks.trusts(from);
  }

  private boolean isOpenRoute(SipRequest request) {
    if (!request.method().equals("INVITE") || settings.openRoutes().isEmpty()) {
      return false;
    }
    String user = AddressOfRecord.of(request.requestUri()).map(AddressOfRecord::user).orElse("");
    return settings.openRoutes().stream().anyMatch(it -> it.matcher(user).matches());
  }

  /// @param then called on the loop, at once or later
  void identify(SipRequest request, Credentials claimed, Consumer<Identity> then) {
    byte[] body = request.bodyBytes();
    String method = request.method();
    lookups.find(
        claimed.user(),
        found -> then.accept(identity(found, claimed, method, body, Instant.now())));
  }

  private Identity identity(
      KeyLookups.Found found, Credentials claimed, String method, byte[] body, Instant now) {
    return switch (found) {
      case KeyLookups.Away _ -> new Unproven(new Refusal(503, new Header("Retry-After", "5")));
      case KeyLookups.Told(var keys) ->
          switch (authenticator.verify(claimed, keys, method, body, now)) {
            case RIGHT -> new Known(claimed.user());
            case WRONG -> new Unproven(challenge(false, now));
            case STALE -> new Unproven(challenge(true, now));
          };
    };
  }

  private Refusal challenge(boolean stale, Instant now) {
    List<Header> headers =
        authenticator.challenges(stale, now).stream()
            .map(it -> new Header("WWW-Authenticate", it))
            .toList();
    return new Refusal(401, headers);
  }
}
