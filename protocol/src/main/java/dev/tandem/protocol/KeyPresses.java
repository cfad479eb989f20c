package dev.tandem.protocol;

import java.time.Duration;

/// Keys to press on a call, one after the other.
///
/// @param keys 1–[#MOST] of `0`–`9`, `*`, `#`, `A`–`D`, and `w` for a pause of [#PAUSE]
/// @param duration of each key, 40 ms–5 s
/// @param gap from the end of one key to the next, 0–5 s
public record KeyPresses(String keys, Duration duration, Duration gap) implements Wire {
  public static final int MOST = 32;
  public static final Duration PAUSE = Duration.ofMillis(500);
  public static final Duration USUAL_DURATION = Duration.ofMillis(160);
  public static final Duration USUAL_GAP = Duration.ofMillis(100);
  private static final Duration SHORTEST = Duration.ofMillis(40);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration ALL = Duration.ofSeconds(20);

  /// @param part the component that is wrong
  private record Wrong(String part, String why) {
    static final Wrong NOTHING = new Wrong("", "");
  }

  /// What is wrong with it, empty when nothing is.
  public String problem() {
    return wrong().why;
  }

  /// Which component that is: `keys`, `duration` or `gap`; empty when nothing is wrong.
  public String wrongPart() {
    return wrong().part;
  }

  private Wrong wrong() {
    if (!keys.matches("[0-9*#A-Dw]{1," + MOST + "}")) {
      return new Wrong("keys", "keys are 1 to " + MOST + " of 0-9, *, #, A-D, and w for a pause");
    }
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      return new Wrong("duration", "a key lasts 40 ms to 5 s");
    }
    if (gap.isNegative() || gap.compareTo(LONGEST) > 0) {
      return new Wrong("gap", "the gap between keys is 0 to 5 s");
    }
    return lasts().compareTo(ALL) > 0
        ? new Wrong("keys", "all keys together last 20 s at most")
        : Wrong.NOTHING;
  }

  /// At least, from the first key to the last.
  public Duration lasts() {
    long pauses = keys.chars().filter(it -> it == 'w').count();
    return PAUSE.multipliedBy(pauses).plus(duration.plus(gap).multipliedBy(keys.length() - pauses));
  }
}
