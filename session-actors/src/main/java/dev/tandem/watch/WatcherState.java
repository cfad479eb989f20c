package dev.tandem.watch;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.SubscriptionInfo.State;
import dev.tandem.protocol.Watching;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a subscription of ours knows for good.
///
/// @param dialog with the notifier; without a remote tag until it has answered
/// @param notified whether a NOTIFY has named the notifier's tag: a 2xx may be of another branch
/// @param cseq of our last SUBSCRIBE
/// @param remoteCseq of the last NOTIFY that changed something, -1 before
/// @param edge node by which the last SUBSCRIBE went, empty before
/// @param expires null without a dialog
/// @param established whether anybody has ever granted it
/// @param left whether it is being taken back
/// @param notBefore when it may be asked for anew
record WatcherState(
    Watching wanted,
    Dialog dialog,
    Instant since,
    boolean notified,
    long cseq,
    long remoteCseq,
    String edge,
    State standing,
    @Nullable Instant expires,
    boolean established,
    boolean left,
    boolean ended,
    Instant notBefore) {

  static WatcherState of(WatcherEvent.Begun begun) {
    return new WatcherState(
        begun.wanted(),
        begun.dialog(),
        begun.since(),
        false,
        0,
        -1,
        "",
        State.ASKED,
        null,
        false,
        false,
        false,
        begun.since());
  }

  boolean hasDialog() {
    return !dialog.remoteTag().isEmpty();
  }

  /// Whether the notifier has forgotten it by itself.
  boolean isPast(Instant now) {
    return expires != null && !expires.isAfter(now);
  }

  WatcherState asked(long newCseq, String newEdge) {
    return new WatcherState(
        wanted,
        dialog,
        since,
        notified,
        newCseq,
        remoteCseq,
        newEdge,
        standing,
        expires,
        established,
        left,
        ended,
        notBefore);
  }

  WatcherState granted(Dialog newDialog, Instant newExpires) {
    return new WatcherState(
        wanted,
        newDialog,
        since,
        notified,
        cseq,
        remoteCseq,
        edge,
        standing,
        newExpires,
        true,
        left,
        ended,
        notBefore);
  }

  WatcherState notified(WatcherEvent.Notified fact) {
    return new WatcherState(
        wanted,
        fact.dialog(),
        since,
        true,
        cseq,
        fact.remoteCseq(),
        edge,
        fact.state(),
        fact.expires(),
        true,
        left,
        ended,
        notBefore);
  }

  WatcherState lost(WatcherEvent.Lost fact) {
    return new WatcherState(
        wanted,
        fact.dialog(),
        since,
        false,
        cseq,
        -1,
        edge,
        State.TERMINATED,
        null,
        established,
        left,
        ended,
        fact.notBefore());
  }

  WatcherState wanting(Watching newWanted) {
    return new WatcherState(
        newWanted,
        dialog,
        since,
        notified,
        cseq,
        remoteCseq,
        edge,
        standing,
        expires,
        established,
        left,
        ended,
        notBefore);
  }

  WatcherState leaving(boolean forGood) {
    return new WatcherState(
        wanted,
        dialog,
        since,
        notified,
        cseq,
        remoteCseq,
        edge,
        forGood ? State.TERMINATED : standing,
        expires,
        established,
        true,
        forGood,
        notBefore);
  }
}
