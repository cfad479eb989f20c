package dev.tandem.watch;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.SubscriptionInfo;
import dev.tandem.protocol.Watching;
import dev.tandem.protocol.Wire;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Facts of a subscription of ours, kept in the journal: never rename one. A NOTIFY that changes
/// nothing but what is told is none.
public sealed interface WatcherEvent extends Wire {
  /// @param dialog of the first SUBSCRIBE, without a remote tag
  record Begun(Watching wanted, Dialog dialog, Instant since) implements WatcherEvent {}

  /// A SUBSCRIBE goes out.
  ///
  /// @param edge node it leaves by, where its Contact leads
  record Asked(long cseq, String edge) implements WatcherEvent {}

  /// By a 2xx.
  record Granted(Dialog dialog, Instant expires) implements WatcherEvent {}

  /// A NOTIFY has changed something.
  record Notified(long remoteCseq, SubscriptionInfo.State state, Instant expires, Dialog dialog)
      implements WatcherEvent {}

  /// The notifier keeps it no more; it is asked for anew.
  ///
  /// @param dialog the next one, without a remote tag
  /// @param notBefore when to ask
  record Lost(@Nullable String reason, Dialog dialog, Instant notBefore) implements WatcherEvent {}

  /// It has to ask for longer (423).
  record Lengthened(long seconds) implements WatcherEvent {}

  /// The application has taken it back.
  record Left() implements WatcherEvent {}

  /// For good.
  record Ended(@Nullable String reason) implements WatcherEvent {}
}
