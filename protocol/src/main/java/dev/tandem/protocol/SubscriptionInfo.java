package dev.tandem.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A subscription of ours, as it is now.
///
/// @param uri to what
/// @param event as in Event
/// @param state what the notifier has said last
/// @param ending whether it is being taken back
/// @param expires null while nobody has granted it
/// @param problem what went wrong last, null when nothing has since it was granted
/// @param contentType, body of the newest NOTIFY that its node has heard; null and empty before
public record SubscriptionInfo(
    SubscriptionId id,
    String uri,
    String event,
    State state,
    boolean ending,
    Instant since,
    @Nullable Instant expires,
    @Nullable String problem,
    @Nullable String contentType,
    String body)
    implements Wire {
  public enum State {
    /// Asked for, or granted and not heard of yet.
    ASKED,
    /// The notifier has not decided whether we may hear.
    PENDING,
    ACTIVE,
    /// Over. We ask anew when that may help.
    TERMINATED
  }
}
