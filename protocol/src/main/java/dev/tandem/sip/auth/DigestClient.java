package dev.tandem.sip.auth;

import dev.tandem.protocol.Header;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Our side of being challenged (RFC 3261 §22.2, §22.3): what was answered so far in one dialog or
/// registration. Immutable; each answer gives the client to go on with.
///
/// Answers nothing but a response to a request of ours: who asks gives both, and they must belong
/// together. A challenge that somebody else passes on to us would make us sign for him.
public final class DigestClient {
  static final int MAX_REALMS = 8;

  /// A user of another server.
  public record Login(String user, String password) {
    /// Without the password.
    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }

  public sealed interface Outcome {
    /// Send the request again with these headers, under a new branch and with the next CSeq.
    record Retry(List<Header> headers, DigestClient next) implements Outcome {}

    /// @param why for a log: names the realm and what is wrong, no secret
    record GiveUp(String why) implements Outcome {}
  }

  private enum Kind {
    SERVER("WWW-Authenticate", "Authorization"),
    PROXY("Proxy-Authenticate", "Proxy-Authorization");

    private final String challenge;
    private final String answer;

    Kind(String challenge, String answer) {
      this.challenge = challenge;
      this.answer = answer;
    }
  }

  private record Key(Kind kind, String realm) {}

  private enum Standing {
    /// Answered, and not heard yet whether that is right.
    TRIED,
    /// Answered again because the first nonce was stale.
    TRIED_AGAIN,
    RIGHT
  }

  /// @param used how often its nonce was used
  private record Answered(Challenge challenge, long used, Standing standing) {}

  private final Function<String, Optional<Login>> logins;
  private final Supplier<String> cnonces;
  private final Map<Key, Answered> answered;

  /// @param logins by realm
  /// @param cnonces fresh text nobody can guess
  public DigestClient(Function<String, Optional<Login>> logins, Supplier<String> cnonces) {
    this(logins, cnonces, Map.of());
  }

  private DigestClient(
      Function<String, Optional<Login>> logins,
      Supplier<String> cnonces,
      Map<Key, Answered> answered) {
    this.logins = logins;
    this.cnonces = cnonces;
    this.answered = answered;
  }

  /// @param ours the request as it was sent
  /// @param response 401 or 407 to it
  public Outcome challenged(OutgoingRequest ours, SipResponse response) {
    if (!response.callId().equals(ours.callId())
        || response.cseq() != ours.cseq()
        || !response.cseqMethod().equals(ours.method())) {
      return new Outcome.GiveUp("the challenge is not for a request of ours");
    }
    var found = new LinkedHashMap<Key, Challenge>();
    var unknown = new ArrayList<String>();
    for (Kind kind : Kind.values()) {
      for (String header : response.headers(kind.challenge)) {
        collect(kind, header, found, unknown);
      }
    }
    if (found.isEmpty()) {
      return new Outcome.GiveUp("no challenge we can answer " + unknown);
    }
    return answer(ours, found);
  }

  /// Of each realm the strongest algorithm we know; who repeats one counts the first time.
  private static void collect(
      Kind kind, String header, Map<Key, Challenge> found, List<String> unknown) {
    var params = Challenge.params(header).orElse(null);
    var problem = params == null ? null : Challenge.problem(params).orElse(null);
    if (params == null || problem != null) {
      unknown.add(problem == null ? "unreadable" : problem.realm() + ": " + problem.why());
      return;
    }
    Challenge challenge = Challenge.of(params);
    var key = new Key(kind, challenge.realm());
    if (found.containsKey(key) || found.size() < MAX_REALMS) {
      found.merge(
          key,
          challenge,
          (one, other) -> other.algorithm().compareTo(one.algorithm()) < 0 ? other : one);
    }
  }

  private Outcome answer(OutgoingRequest ours, Map<Key, Challenge> found) {
    var next = new LinkedHashMap<>(answered);
    for (var entry : found.entrySet()) {
      Key key = entry.getKey();
      Challenge challenge = entry.getValue();
      Answered before = next.get(key);
      if (logins.apply(key.realm()).isEmpty()) {
        return new Outcome.GiveUp("no user for realm " + key.realm());
      }
      Standing standing = before == null ? Standing.RIGHT : before.standing();
      boolean again = standing != Standing.RIGHT;
      if (again && (!challenge.stale() || standing == Standing.TRIED_AGAIN)) {
        return new Outcome.GiveUp("realm " + key.realm() + " refuses our user or password");
      }
      if (before == null && next.size() >= MAX_REALMS) {
        return new Outcome.GiveUp("more than " + MAX_REALMS + " realms want an answer");
      }
      next.put(key, new Answered(challenge, 0, again ? Standing.TRIED_AGAIN : Standing.TRIED));
    }
    return new DigestClient(logins, cnonces, next).authorize(ours);
  }

  /// For the next request of the same dialog or registration: answers the challenges of before
  /// without waiting for them, each with the next count.
  public Outcome.Retry authorize(OutgoingRequest ours) {
    var headers = new ArrayList<Header>();
    var next = new LinkedHashMap<Key, Answered>();
    answered.forEach((key, before) -> {
      long count = before.used() + 1;
      next.put(key, new Answered(before.challenge(), count, before.standing()));
      logins
          .apply(key.realm())
          .map(login -> credentials(login, before.challenge(), count, ours))
          .ifPresent(it -> headers.add(new Header(key.kind().answer, it.text())));
    });
    return new Outcome.Retry(List.copyOf(headers), new DigestClient(logins, cnonces, next));
  }

  /// The request was let through: a later refusal is a new matter.
  public DigestClient accepted() {
    var next = new LinkedHashMap<Key, Answered>();
    answered.forEach((key, before) ->
        next.put(key, new Answered(before.challenge(), before.used(), Standing.RIGHT)));
    return new DigestClient(logins, cnonces, next);
  }

  private Credentials credentials(
      Login login, Challenge challenge, long count, OutgoingRequest ours) {
    Algorithm algorithm = challenge.algorithm();
    Qop qop = challenge.preferredQop();
    Counted counted = qop == null ? null : Counted.of(qop, cnonces.get(), count);
    String realm = challenge.realm();
    String response =
        Digest.response(
            algorithm,
            Digest.ha1(algorithm, login.user(), realm, login.password()),
            challenge.nonce(),
            counted,
            ours.method(),
            ours.requestUri(),
            ours.body().getBytes(StandardCharsets.UTF_8));
    boolean hidden = challenge.userhash();
    return new Credentials(
        hidden ? Digest.userhash(algorithm, login.user(), realm) : login.user(),
        hidden,
        realm,
        challenge.nonce(),
        ours.requestUri(),
        algorithm,
        response,
        counted,
        challenge.opaque());
  }
}
