package dev.tandem.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.api.Notification;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionInfo.State;
import dev.tandem.protocol.WatcherCommand;
import dev.tandem.protocol.WatcherReply;
import dev.tandem.session.Kit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked
@Timeout(60)
class WatcherEntityTest {
  private static final ActorTestKit KIT = Kit.withManualTime("watcher-entity");
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final AtomicInteger NUMBERS = new AtomicInteger(10_000_000);

  private final SubscriptionId id = new SubscriptionId("3-" + NUMBERS.incrementAndGet());
  private final LiveWatchers live = new LiveWatchers();
  private final TestProbe<ClusterSharding.ShardCommand> shard = KIT.createTestProbe();
  private final TestProbe<WatcherReply> asker = KIT.createTestProbe();
  private final TestProbe<EdgeCommand> edge = KIT.createTestProbe();
  private final World world = new World();
  private volatile Instant now = WatcherTest.NOON;
  private ActorRef<WatcherCommand> entity;

  private final class World implements WatcherDoors {
    final LinkedBlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    volatile String node = "one";
    volatile boolean handedOver;

    @Override
    public EdgeDoor edge(String wanted) {
      return new EdgeDoor(node, edge.ref());
    }

    @Override
    public boolean takesCalls(String edgeNode) {
      return edgeNode.equals(node);
    }

    @Override
    public String tagOf(SubscriptionId subscription) {
      return "tag";
    }

    @Override
    public CompletionStage<?> notified(Notification news) {
      told.add(news);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void handedOver(SubscriptionId subscription) {
      handedOver = true;
    }

    Notification news() throws InterruptedException {
      Notification news = told.poll(10, TimeUnit.SECONDS);
      assertThat(news).as("news").isNotNull();
      return news;
    }
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void start() {
    entity = spawn(2);
  }

  @AfterEach
  void end() {
    KIT.stop(entity);
  }

  private ActorRef<WatcherCommand> spawn(int most) {
    return KIT.spawn(WatcherEntity.create(id, most, world, live, () -> now, shard.ref()));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    TIME.timePasses(time);
  }

  /// Timers that are armed by what has just happened run out.
  private EdgeCommand.Ask subscribe(Duration within) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    pass(within);
    while (System.nanoTime() < deadline) {
      try {
        return (EdgeCommand.Ask) edge.receiveMessage(Duration.ofMillis(100));
      } catch (AssertionError _) {
        pass(Duration.ofSeconds(1));
      }
    }
    throw new AssertionError("no SUBSCRIBE");
  }

  private static String header(EdgeCommand.Ask ask, String name) {
    return ask.headers().stream()
        .filter(it -> it.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  private static void answer(EdgeCommand.Ask ask, int status, Header... headers) {
    DialogResponse plain = WatcherTest.response(status, "a");
    ask.replyTo()
        .tell(
            new EdgeReply.Answered(
                new DialogResponse(
                    "SUBSCRIBE",
                    ask.cseq(),
                    status,
                    "So",
                    "a",
                    plain.contact(),
                    List.of(),
                    plain.source(),
                    null,
                    "",
                    List.of(headers))));
  }

  private EdgeCommand.Ask begin() {
    entity.tell(new WatcherCommand.Begin(WatcherTest.WANTED, asker.ref()));
    return subscribe(Duration.ofMillis(1));
  }

  private int notify(EdgeCommand.Ask in, long cseq, String standing) {
    Notifying plain = WatcherTest.notify(cseq, "a", standing);
    entity.tell(
        new WatcherCommand.Notify(
            new Notifying(
                in.dialog().callId(),
                "a",
                cseq,
                "presence",
                standing,
                plain.target(),
                List.of(),
                plain.source(),
                plain.contentType(),
                plain.body()),
            asker.ref()));
    return ((WatcherReply.Answer) asker.receiveMessage()).status();
  }

  private EdgeCommand.Ask established() throws Exception {
    EdgeCommand.Ask first = begin();
    answer(first, 200, new Header("Expires", "600"));
    assertThat(asker.receiveMessage()).isInstanceOf(WatcherReply.Told.class);
    assertThat(notify(first, 1, "active;expires=600")).isEqualTo(200);
    assertThat(world.news().body()).isEqualTo("<presence/>");
    return first;
  }

  @Test
  void aSubscriptionIsGrantedHeardAndRefreshed() throws Exception {
    EdgeCommand.Ask first = established();
    assertThat(first.method()).isEqualTo("SUBSCRIBE");
    assertThat(first.dialog().remoteTag()).isEmpty();
    assertThat(first.dialog().localTag()).isEqualTo("tag");
    assertThat(header(first, "Expires")).isEqualTo("600");
    assertThat(header(first, "Event")).isEqualTo("presence");

    EdgeCommand.Ask refresh = subscribe(Duration.ofSeconds(540));
    assertThat(refresh.dialog().remoteTag()).isEqualTo("a");
    assertThat(refresh.cseq()).isEqualTo(2);
    answer(refresh, 200, new Header("Expires", "100"));
    assertThat(notify(first, 2, "active;expires=100")).isEqualTo(200);
    assertThat(subscribe(Duration.ofSeconds(90)).cseq()).isEqualTo(3);
  }

  @Test
  void challengesAndMoreTimeAreAnsweredAndRefusalsTold() {
    EdgeCommand.Ask first = begin();
    answer(first, 401, new Header("Authorization", "Digest x"));
    EdgeCommand.Ask second = subscribe(Duration.ofMillis(1));
    assertThat(header(second, "Authorization")).isEqualTo("Digest x");
    answer(second, 423, new Header("Min-Expires", "1200"));
    EdgeCommand.Ask third = subscribe(Duration.ofMillis(1));
    assertThat(header(third, "Expires")).isEqualTo("1200");
    assertThat(third.cseq()).isEqualTo(3);
    answer(third, 489);
    assertThat(asker.receiveMessage())
        .isEqualTo(new WatcherReply.Refused(ErrorKind.INVALID_STATE, "not subscribed: 489 So"));
    assertThat(live.size()).isZero();
    assertThat(world.told).isEmpty();
    assertThat(notify(first, 1, "active")).isEqualTo(481);
  }

  @Test
  void whoChallengesForEverIsLeftAlone() {
    EdgeCommand.Ask ask = begin();
    for (int i = 0; i < 3; i++) {
      answer(ask, 401, new Header("Authorization", "Digest x"));
      ask = subscribe(Duration.ofMillis(1));
    }
    answer(ask, 401, new Header("Authorization", "Digest x"));
    assertThat(((WatcherReply.Refused) asker.receiveMessage()).detail()).contains("401");
  }

  @Test
  void nobodyAnswers() {
    begin().replyTo().tell(new EdgeReply.Unanswered(SessionCommand.Failure.TIMEOUT));
    assertThat(((WatcherReply.Refused) asker.receiveMessage()).error())
        .isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void itIsTakenBackWithExpiresZeroAndHearsTheLastNotify() throws Exception {
    EdgeCommand.Ask first = established();
    entity.tell(new WatcherCommand.End(asker.ref()));
    assertThat(((WatcherReply.Told) asker.receiveMessage()).info().ending()).isTrue();
    EdgeCommand.Ask last = subscribe(Duration.ofMillis(1));
    assertThat(header(last, "Expires")).isEqualTo("0");
    answer(last, 200, new Header("Expires", "0"));
    assertThat(notify(first, 2, "terminated;reason=timeout")).isEqualTo(200);
    assertThat(world.news().isLast()).isTrue();
    assertThat(live.size()).isZero();
    entity.tell(new WatcherCommand.Describe(asker.ref()));
    assertThat(asker.receiveMessage()).isInstanceOf(WatcherReply.Refused.class);
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }

  @Test
  void aNotifierThatSaysNothingIsAskedAnew() throws Exception {
    EdgeCommand.Ask first = begin();
    answer(first, 200, new Header("Expires", "600"));
    asker.receiveMessage();
    EdgeCommand.Ask anew = subscribe(Duration.ofSeconds(33));
    Notification news = world.news();
    assertThat(news.state()).isEqualTo(State.TERMINATED);
    assertThat(news.retryIn()).isEqualTo(Duration.ofSeconds(1));
    assertThat(anew.dialog().callId()).isNotEqualTo(first.dialog().callId());
    assertThat(anew.dialog().remoteTag()).isEmpty();
  }

  @Test
  void aNotifierThatHasForgottenItIsAskedAnew() throws Exception {
    EdgeCommand.Ask first = established();
    answer(subscribe(Duration.ofSeconds(540)), 481);
    assertThat(world.news().reason()).isEqualTo("481 So");
    EdgeCommand.Ask anew = subscribe(Duration.ofSeconds(1));
    assertThat(anew.dialog().callId()).isNotEqualTo(first.dialog().callId());
    assertThat(notify(first, 9, "active")).isEqualTo(481);
  }

  @Test
  void itGoesOnElsewhereAndAsksBeforeItIsTold() throws Exception {
    EdgeCommand.Ask first = established();
    KIT.stop(entity);
    assertThat(world.handedOver).isTrue();
    world.node = "two";
    entity = spawn(2);
    EdgeCommand.Ask again = subscribe(Duration.ofSeconds(1));
    assertThat(again.dialog().callId()).isEqualTo(first.dialog().callId());
    assertThat(again.dialog().remoteTag()).isEqualTo("a");
    assertThat(again.cseq()).isEqualTo(2);
    answer(again, 200, new Header("Expires", "600"));
    assertThat(notify(first, 1, "active")).as("the same once more").isEqualTo(200);
    assertThat(notify(first, 2, "active")).isEqualTo(200);
    assertThat(world.news().state()).isEqualTo(State.ACTIVE);
    assertThat(world.told).isEmpty();
  }

  @Test
  void anEdgeThatIsGoneIsReplaced() throws Exception {
    established();
    world.node = "two";
    EdgeCommand.Ask again = subscribe(Duration.ofSeconds(15));
    assertThat(again.dialog().remoteTag()).isEqualTo("a");
  }

  @Test
  void aNodeTakesAsManyAsItMay() {
    live.put(new SubscriptionId("3-0000000000"));
    live.put(new SubscriptionId("3-0000000001"));
    entity.tell(new WatcherCommand.Begin(WatcherTest.WANTED, asker.ref()));
    assertThat(((WatcherReply.Refused) asker.receiveMessage()).error())
        .isEqualTo(ErrorKind.RESOURCE_EXHAUSTED);
    live.remove(new SubscriptionId("3-0000000001"));
    assertThat(begin().method()).isEqualTo("SUBSCRIBE");
  }
}
