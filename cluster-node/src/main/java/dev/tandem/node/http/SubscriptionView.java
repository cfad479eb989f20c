package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.protocol.SubscriptionInfo;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A subscription of ours as the API shows it.
///
/// @param state `asked`, `pending`, `active` or `terminated`
/// @param ending present while it is being taken back
/// @param expires absent while nobody has granted it
/// @param problem what went wrong last
/// @param body of the newest NOTIFY, absent in lists
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SubscriptionView(
    String id,
    String uri,
    String event,
    String state,
    @Nullable Boolean ending,
    Instant since,
    @Nullable Instant expires,
    @Nullable String problem,
    @Nullable String contentType,
    String body) {

  static SubscriptionView of(SubscriptionInfo info) {
    return new SubscriptionView(
        info.id().value(),
        info.uri(),
        info.event(),
        info.state().name().toLowerCase(Locale.ROOT),
        info.ending() ? true : null,
        info.since(),
        info.expires(),
        info.problem(),
        info.contentType(),
        info.body());
  }
}
