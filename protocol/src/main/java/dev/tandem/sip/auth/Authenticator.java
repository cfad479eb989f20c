package dev.tandem.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Finds out who sent a request (RFC 3261 §22.2, RFC 7616, RFC 8760). In two steps, because the
/// user has to be looked up between them: [#claim], then [#verify]. Not safe for several threads.
///
/// A user that does not exist costs the same work and gets the same answer as a wrong password.
public final class Authenticator {
  /// @param realm of all challenges; part of every HA1, so the same on all nodes and for good
  /// @param algorithms offered, not empty, preferred first (RFC 8760 §2.4)
  /// @param nonceLifetime after it the sender gets a new nonce with `stale=true`
  /// @param maxNonces used ones that are remembered
  public record Settings(
      String realm, List<Algorithm> algorithms, Duration nonceLifetime, int maxNonces) {}

  /// What a request says about its sender.
  public sealed interface Claim {
    /// Nothing for our realm: challenge it.
    record None() implements Claim {}

    /// An answer to a nonce that is too old or not ours: challenge it with `stale=true`.
    record Stale() implements Claim {}

    /// 400: it says something that cannot be meant.
    record Malformed(String problem) implements Claim {}

    /// It says it is this user. Not believed yet.
    record Made(Credentials credentials) implements Claim {}
  }

  public enum Verdict {
    /// It is that user.
    RIGHT,
    /// Challenge it again.
    WRONG,
    /// The answer is right but was seen before, or its nonce is too old by now: challenge with
    /// `stale=true`.
    STALE
  }

  private final Settings settings;
  private final Nonces nonces;
  private final NonceUses uses;
  private final LongSupplier chance;

  /// Stands in for the keys of users that do not exist.
  private final UserKeys nobody;

  /// @param secret what the nodes of the cluster share, 16 bytes or more
  /// @param chance random numbers nobody can guess
  public Authenticator(Settings settings, byte[] secret, LongSupplier chance) {
    this.settings = settings;
    this.nonces = new Nonces(secret, settings.nonceLifetime());
    this.uses = new NonceUses(settings.maxNonces(), settings.nonceLifetime());
    this.chance = chance;
    this.nobody = UserKeys.ofPassword("", settings.realm(), Long.toHexString(chance.getAsLong()));
  }

  /// The values of WWW-Authenticate (or Proxy-Authenticate), one header each, in the order of the
  /// settings.
  public List<String> challenges(boolean stale, Instant now) {
    String nonce = nonces.mint(now, chance.getAsLong());
    return settings.algorithms().stream()
        .map(it ->
            new Challenge(
                settings.realm(), nonce, null, it, List.of(Qop.AUTH, Qop.AUTH_INT), stale, false))
        .map(Challenge::text)
        .toList();
  }

  /// Looks at no user yet: what has no nonce of ours causes no look-up.
  ///
  /// @param headers values of Authorization (or Proxy-Authorization)
  public Claim claim(List<String> headers, String requestUri, Instant now) {
    for (String header : headers) {
      if (isOfAnotherScheme(header)) {
        continue; // the challenge says what we take
      }
      Optional<AuthParams> params = AuthParams.parse(header);
      if (params.isEmpty()) {
        return new Claim.Malformed("credentials cannot be read");
      }
      if (params.get().isDigest() && params.get().get("realm").equals(settings.realm())) {
        return claim(params.get(), requestUri, now);
      }
    }
    return new Claim.None(); // those of other realms are for others
  }

  private static boolean isOfAnotherScheme(String header) {
    int space = header.indexOf(' ');
    return space > 0 && !header.substring(0, space).equalsIgnoreCase("Digest");
  }

  private Claim claim(AuthParams params, String requestUri, Instant now) {
    Optional<Credentials> read = Credentials.of(params);
    if (read.isEmpty()) {
      // A -sess or an unknown algorithm was not offered: what we offer is in the challenge.
      boolean unknown = params.has("algorithm") && Algorithm.of(params.get("algorithm")).isEmpty();
      return unknown ? new Claim.None() : new Claim.Malformed("credentials are incomplete");
    }
    Credentials credentials = read.get();
    if (!settings.algorithms().contains(credentials.algorithm())) {
      return new Claim.None();
    }
    if (nonces.minted(credentials.nonce(), now).isEmpty()) {
      return new Claim.Stale();
    }
    // RFC 7616 §3.4.6; what an answer was made for cannot be turned into something else.
    return SameUri.is(credentials.uri(), requestUri)
        ? new Claim.Made(credentials)
        : new Claim.Malformed("credentials are for another request URI");
  }

  /// @param keys of the user that is claimed, null when there is none
  /// @param body as on the wire, for `auth-int`
  public Verdict verify(
      Credentials claimed, @Nullable UserKeys keys, String method, byte[] body, Instant now) {
    String ha1 = keys == null ? null : keys.ha1(claimed.algorithm());
    String standIn = nobody.ha1(claimed.algorithm());
    String expected =
        Digest.response(
            claimed.algorithm(),
            String.valueOf(ha1 == null ? standIn : ha1),
            claimed.nonce(),
            claimed.counted(),
            method,
            claimed.uri(),
            body);
    boolean equal =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.US_ASCII),
            claimed.response().getBytes(StandardCharsets.UTF_8));
    if (ha1 == null || !equal || claimed.userhash()) {
      return Verdict.WRONG;
    }
    Counted counted = claimed.counted();
    // Without a count a nonce is good once.
    long count = counted == null ? 1 : counted.count();
    return nonces
            .minted(claimed.nonce(), now)
            .filter(minted -> uses.use(claimed.nonce(), minted, count, now))
            .isPresent()
        ? Verdict.RIGHT
        : Verdict.STALE;
  }
}
