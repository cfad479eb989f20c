package dev.tandem.node.edge;

import com.typesafe.config.Config;
import dev.tandem.api.IncomingMessage;
import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.Subscribing;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionReply;
import dev.tandem.protocol.Subscriptions;
import dev.tandem.protocol.Watchers;
import dev.tandem.watch.SubscriptionSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Whoever reads texts and keeps subscriptions, played: says what it is told to say.
final class PlayedOutside implements Subscriptions, Letters, Watchers {
  final LinkedBlockingQueue<IncomingMessage> messages = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Subscribing> subscribings = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Notifying> notices = new LinkedBlockingQueue<>();
  volatile int noticeStatus = 200;
  volatile Answer answer = new Answer(200, null);
  volatile SubscriptionReply reply = new SubscriptionReply.Granted(600);

  /// Instead of `reply`, once it is completed.
  volatile @Nullable CompletableFuture<SubscriptionReply> later;

  static OutsideParts parts(Config config, PlayedOutside played) {
    return new OutsideParts(played, SubscriptionSettings.from(config), played, played);
  }

  @Override
  public SubscriptionId mint() {
    return new SubscriptionId("7-0123456789ab");
  }

  @Override
  public CompletionStage<SubscriptionReply> subscribe(
      SubscriptionId subscription, Subscribing asked) {
    subscribings.add(asked);
    var answered = later;
    return answered == null ? CompletableFuture.completedStage(reply) : answered;
  }

  @Override
  public CompletionStage<Integer> take(SubscriptionId subscription, Notifying notifying) {
    notices.add(notifying);
    return CompletableFuture.completedStage(noticeStatus);
  }

  @Override
  public CompletionStage<Answer> take(IncomingMessage message, int hops) {
    messages.add(message);
    return CompletableFuture.completedStage(answer);
  }

  @Override
  public CompletionStage<Answer> outlook(String uri) {
    return CompletableFuture.completedStage(answer);
  }
}
