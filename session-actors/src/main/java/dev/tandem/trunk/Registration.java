package dev.tandem.trunk;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.trunk.TrunkSettings.RegisterSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When to send REGISTER, where to, and for how long (RFC 3261 §10.2). Pure: no clock, no dice.
///
/// @param registrar index of the one in use
/// @param silent registrars tried since the last answer
/// @param failures one after the other, for the back-off
/// @param asked for how long it asks
/// @param challenges answered since it last began
/// @param problem null while there is none
public record Registration(
    TrunkInfo.Registration phase,
    int registrar,
    int silent,
    int failures,
    Duration asked,
    int challenges,
    boolean lengthened,
    @Nullable String problem) {
  /// Several proxies may each ask, and find a nonce too old.
  private static final int MOST_CHALLENGES = 3;

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /// What came of a REGISTER.
  public sealed interface Outcome {
    /// @param expires for how long, as the registrar says
    record Granted(Duration expires) implements Outcome {}

    /// @param answer what to repeat it with
    record Challenged(List<Header> answer) implements Outcome {}

    /// 423.
    record TooBrief(Duration least) implements Outcome {}

    /// @param retryAfter null when it does not say
    record Refused(int status, String reason, @Nullable Duration retryAfter) implements Outcome {}

    record Silent(String why) implements Outcome {}
  }

  public sealed interface Next {
    /// @param credentials empty for none
    record Send(List<Header> credentials) implements Next {}

    /// And then [Registration#begin].
    record Wait(Duration time) implements Next {}
  }

  public record Step(Registration state, Next next) {}

  static final Registration NONE =
      new Registration(TrunkInfo.Registration.REGISTERING, 0, 0, 0, Duration.ZERO, 0, false, null);

  /// For the first time, or once more.
  public Step begin(RegisterSettings settings) {
    Duration expires = lengthened ? asked : settings.expires();
    return new Step(
        new Registration(phase, registrar, silent, failures, expires, 0, lengthened, problem),
        new Next.Send(List.of()));
  }

  /// @param chance 0 to 1, for waiting a little less or more than others do
  public Step heard(Outcome outcome, RegisterSettings settings, double chance) {
    return switch (outcome) {
      case Outcome.Granted(var expires) ->
          new Step(
              new Registration(
                  TrunkInfo.Registration.REGISTERED, registrar, 0, 0, asked, 0, lengthened, null),
              new Next.Wait(refreshAfter(expires)));
      case Outcome.Challenged(var answer) ->
          challenges < MOST_CHALLENGES
              ? new Step(challenged(), new Next.Send(answer))
              : backOff("401 after " + challenges + " answers", null, settings, chance);
      case Outcome.TooBrief(var least) -> {
        boolean longer = least.compareTo(asked) > 0 && least.compareTo(LONGEST) <= 0;
        yield longer
            ? new Step(lengthened(least), new Next.Send(List.of()))
            : backOff("423, but no more was to be had", null, settings, chance);
      }
      case Outcome.Refused(int status, var reason, var after) ->
          status >= 500 && status < 600 || status == 408
              ? another(status + " " + reason, after, settings, chance)
              : backOff(status + " " + reason, after, settings, chance);
      case Outcome.Silent(var why) -> another(why, null, settings, chance);
    };
  }

  /// The next registrar at once; after a round over all of them, a while later.
  private Step another(
      String why, @Nullable Duration after, RegisterSettings settings, double chance) {
    int count = settings.registrars().size();
    var next =
        new Registration(
            TrunkInfo.Registration.FAILED,
            (registrar + 1) % count,
            silent + 1,
            failures,
            asked,
            0,
            lengthened,
            why);
    return silent + 1 < count
        ? new Step(next, new Next.Send(List.of()))
        : next.backOff(why, after, settings, chance);
  }

  private Step backOff(
      String why, @Nullable Duration after, RegisterSettings settings, double chance) {
    long doubled = settings.retryFirst().toMillis() << Math.min(failures, 20);
    long least = Math.min(doubled, settings.retryMost().toMillis());
    long wait = (long) (least * (0.8 + 0.4 * chance));
    if (after != null) {
      Duration bounded = after.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : after;
      wait = Math.max(wait, bounded.toMillis());
    }
    return new Step(
        new Registration(
            TrunkInfo.Registration.FAILED, registrar, 0, failures + 1, asked, 0, lengthened, why),
        new Next.Wait(Duration.ofMillis(wait)));
  }

  private Registration challenged() {
    return new Registration(
        phase, registrar, silent, failures, asked, challenges + 1, lengthened, problem);
  }

  private Registration lengthened(Duration least) {
    return new Registration(phase, registrar, silent, failures, least, challenges, true, problem);
  }

  /// Early enough for a few repeats and another registrar: a tenth of the time, 10 s at least.
  static Duration refreshAfter(Duration expires) {
    long millis = expires.toMillis();
    long early = Math.max(10_000, millis / 10);
    return Duration.ofMillis(millis <= 20_000 ? Math.max(500, millis / 2) : millis - early);
  }
}
