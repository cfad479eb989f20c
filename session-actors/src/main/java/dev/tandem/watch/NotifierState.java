package dev.tandem.watch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a subscription knows for good.
///
/// @param begun null while there is none; refreshes are in it
/// @param sent NOTIFYs sent, at least
/// @param ended why it is over, null while it is not
record NotifierState(NotifierEvent.@Nullable Begun begun, long sent, @Nullable String ended) {
  static final NotifierState NONE = new NotifierState(null, 0, null);

  boolean isActive() {
    return begun != null && ended == null;
  }

  /// A number above that of every NOTIFY another node may have sent: there is never more than one
  /// in a tenth of a second, and refreshes keep count.
  long sentAtMost(Instant now) {
    if (begun == null) {
      return sent;
    }
    return Math.max(sent, 0) + Duration.between(begun.since(), now).toMillis() / 100;
  }
}
