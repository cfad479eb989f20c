package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.api.SubscriptionControl;
import dev.tandem.node.SipUris.Checked;
import dev.tandem.node.http.HttpDoors.Unusable;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionInfo;
import dev.tandem.protocol.WatcherReply;
import dev.tandem.protocol.Watching;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Subscriptions of ours, for the API: checked before they are begun, and listed. Which there are
/// says the journal.
final class WatcherBook {
  private static final String TOKEN = "[A-Za-z0-9.!%*_+`'~-]+";
  private static final Pattern EVENT =
      Pattern.compile(TOKEN + "(;" + TOKEN + "(=(" + TOKEN + "|\"[^\"\\p{Cntrl}]*\"))?)*");
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9.!#$&^_+*-]{1,63}/[A-Za-z0-9.!#$&^_+*-]{1,64}");

  /// Asked at a time.
  private static final int BATCH = 100;

  /// Those that have not ended, ordered by id. Blocks.
  interface Ids {
    List<String> live() throws SQLException;
  }

  private final WatcherDoor door;
  private volatile @Nullable Ids ids;

  WatcherBook(WatcherDoor door) {
    this.door = door;
  }

  /// On a node that keeps sessions.
  void open(Ids journal) {
    ids = journal;
  }

  WatcherDoor door() {
    return door;
  }

  /// @throws Unusable when it makes no subscription
  static Watching wanted(
      String from, String uri, String event, List<String> accept, Duration expires) {
    if (event.length() > SubscriptionControl.MAX_EVENT || !EVENT.matcher(event).matches()) {
      throw new Unusable(
          "event",
          "must be a package as dialog or presence, at most "
              + SubscriptionControl.MAX_EVENT
              + " characters");
    }
    if (accept.size() > SubscriptionControl.MAX_ACCEPTED
        || accept.stream().anyMatch(it -> !MEDIA_TYPE.matcher(it).matches())) {
      throw new Unusable(
          "accept",
          "must be at most "
              + SubscriptionControl.MAX_ACCEPTED
              + " types like application/pidf+xml");
    }
    if (expires.compareTo(SubscriptionControl.SHORTEST) < 0
        || expires.compareTo(SubscriptionControl.LONGEST) > 0) {
      throw new Unusable(
          "expires",
          "must be "
              + SubscriptionControl.SHORTEST.toSeconds()
              + " to "
              + SubscriptionControl.LONGEST.toSeconds()
              + " s, is "
              + expires.toSeconds());
    }
    return new Watching(
        usable("from", from), usable("uri", uri), event, accept, expires.toSeconds());
  }

  private static String usable(String where, String text) {
    return switch (SipUris.check(text)) {
      case Checked.Right(var uri) -> uri;
      case Checked.Wrong(var why) -> throw new Unusable(where, why);
    };
  }

  /// Completes when the notifier has granted it; fails with a [SessionException].
  CompletionStage<SubscriptionInfo> begin(SubscriptionId id, Watching wanted) {
    return told(door.begin(id, wanted));
  }

  CompletionStage<SubscriptionInfo> end(SubscriptionId id) {
    return told(door.end(id));
  }

  CompletionStage<Optional<SubscriptionInfo>> find(SubscriptionId id) {
    return door.describe(id)
        .thenApply(reply ->
            reply instanceof WatcherReply.Told(var info) ? Optional.of(info) : Optional.empty());
  }

  private static CompletionStage<SubscriptionInfo> told(CompletionStage<WatcherReply> reply) {
    return reply.handle((answer, problem) ->
        switch (answer) {
          case null ->
              throw new SessionException(
                  ErrorKind.UNAVAILABLE, "nobody has answered: " + problem.getMessage());
          case WatcherReply.Told(var info) -> info;
          case WatcherReply.Refused(var error, var detail) ->
              throw new SessionException(error, detail);
          case WatcherReply.Answer(int status) ->
              throw new IllegalStateException("answered " + status);
        });
  }

  /// Fails on a node that keeps no sessions.
  CompletionStage<List<SubscriptionInfo>> page(@Nullable SubscriptionId after, int limit) {
    Ids here = ids;
    if (here == null) {
      return CompletableFuture.failedStage(
          new SessionException(
              ErrorKind.UNAVAILABLE,
              "this node keeps no subscriptions; ask one with role session"));
    }
    return CompletableFuture.supplyAsync(
        () -> collect(here, after == null ? "" : after.value(), limit),
        task -> Thread.ofVirtual().name("subscriptions").start(task));
  }

  private List<SubscriptionInfo> collect(Ids here, String after, int limit) {
    List<String> all;
    try {
      all = here.live().stream().filter(it -> it.compareTo(after) > 0).sorted().toList();
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
    List<SubscriptionInfo> found = new ArrayList<>();
    for (int i = 0; i < all.size() && found.size() < limit; i += BATCH) {
      ask(all.subList(i, Math.min(all.size(), i + BATCH))).stream()
          .limit(limit - found.size())
          .forEach(found::add);
    }
    return List.copyOf(found);
  }

  private List<SubscriptionInfo> ask(List<String> some) {
    return some.stream().map(id -> find(new SubscriptionId(id))).toList().stream()
        .flatMap(it -> it.toCompletableFuture().join().stream())
        .map(WatcherBook::withoutBody)
        .toList();
  }

  private static SubscriptionInfo withoutBody(SubscriptionInfo it) {
    return new SubscriptionInfo(
        it.id(),
        it.uri(),
        it.event(),
        it.state(),
        it.ending(),
        it.since(),
        it.expires(),
        it.problem(),
        it.contentType(),
        "");
  }
}
