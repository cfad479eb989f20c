package dev.tandem.trunk;

import dev.tandem.protocol.TrunkInfo;

/// Whether one address of a trunk is well, by what it answers to OPTIONS. Pure.
///
/// @param status of the last answer, 0 for none
/// @param failures one after the other
public record Health(TrunkInfo.Health state, int status, int failures) {
  static final Health UNKNOWN = new Health(TrunkInfo.Health.UNKNOWN, 0, 0);

  /// Whatever it answers, it is there; 503 says that it cannot, 408 that nobody behind it did.
  ///
  /// @param limit failures until it is down
  Health heard(int answer, int limit) {
    return answer == 503 || answer == 408
        ? failed(answer, limit)
        : new Health(TrunkInfo.Health.UP, answer, 0);
  }

  Health silent(int limit) {
    return failed(0, limit);
  }

  private Health failed(int answer, int limit) {
    int now = failures + 1;
    return new Health(now >= limit ? TrunkInfo.Health.DOWN : state, answer, now);
  }
}
