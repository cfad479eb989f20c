package dev.tandem.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.EventPackage;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionNotice;
import dev.tandem.protocol.Subscribing;
import dev.tandem.protocol.SubscriptionCommand;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionReply;
import dev.tandem.session.Kit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The entity with the journal in memory, an edge that is a probe, and time of ours.
@NullUnmarked
@Timeout(60)
class NotifierEntityTest {
  private static final ActorTestKit KIT = Kit.withManualTime("notifier-entity");
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final AtomicInteger NUMBERS = new AtomicInteger(10_000_000);

  private final SubscriptionId id = new SubscriptionId("3-" + NUMBERS.incrementAndGet());
  private final LiveNotifiers live = new LiveNotifiers();
  private final TestProbe<ClusterSharding.ShardCommand> shard = KIT.createTestProbe();
  private final TestProbe<SubscriptionReply> asker = KIT.createTestProbe();
  private final TestProbe<EdgeCommand> edge = KIT.createTestProbe();
  private final World world = new World();
  private volatile Instant now = NotifierTest.NOON;
  private ActorRef<SubscriptionCommand> entity;

  /// One that shows what the test says.
  private final class World implements NotifierDoors {
    volatile Picture picture = new Picture.Calls(List.of(), false);
    volatile boolean handedOver;
    volatile ActorRef<EdgeCommand> goneTo;
    final AtomicInteger looks = new AtomicInteger();

    @Override
    public CompletionStage<View> look(EventPackage event, String watched, @Nullable Picture last) {
      looks.incrementAndGet();
      return CompletableFuture.completedStage(new View(picture, Set.of("alice")));
    }

    @Override
    public ActorRef<EdgeCommand> edge(ActorRef<EdgeCommand> wanted) {
      return goneTo == null ? wanted : goneTo;
    }

    @Override
    public String tagOf(SubscriptionId subscription) {
      return "tag";
    }

    @Override
    public void handedOver(SubscriptionId subscription) {
      handedOver = true;
    }
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void start() {
    entity = spawn();
  }

  @AfterEach
  void end() {
    KIT.stop(entity);
  }

  private ActorRef<SubscriptionCommand> spawn() {
    var settings =
        new SubscriptionSettings(
            SubscriptionSettings.Calls.OWN, NotifierTest.LIMITS, 2, 9, Duration.ofSeconds(1));
    return KIT.spawn(NotifierEntity.create(id, settings, world, live, () -> now, shard.ref()));
  }

  private SubscriptionReply ask(Subscribing asked) {
    entity.tell(new SubscriptionCommand.Subscribe(asked, asker.ref()));
    return asker.receiveMessage();
  }

  private SubscriptionReply begin() {
    return ask(NotifierTest.asks(1, 600, true, edge.ref()));
  }

  private EdgeCommand.Ask notice() {
    return edge.expectMessageClass(EdgeCommand.Ask.class);
  }

  private static String header(EdgeCommand.Ask ask, String name) {
    return ask.headers().stream()
        .filter(it -> it.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  private static void answer(EdgeCommand.Ask ask, int status, Header... headers) {
    ask.replyTo()
        .tell(
            new EdgeReply.Answered(
                new DialogResponse(
                    "NOTIFY",
                    ask.cseq(),
                    status,
                    "",
                    "r",
                    null,
                    List.of(),
                    new PeerAddress("udp", "192.0.2.7", 5060),
                    null,
                    "",
                    List.of(headers))));
  }

  /// A timer that is set only now goes off a little later.
  private EdgeCommand.Ask noticeAfter(Duration time) {
    pass(time);
    for (int i = 0; i < 50; i++) {
      try {
        return (EdgeCommand.Ask) edge.receiveMessage(Duration.ofMillis(100));
      } catch (AssertionError _) {
        pass(Duration.ofSeconds(1));
      }
    }
    throw new AssertionError("no NOTIFY");
  }

  private void pass(Duration time) {
    now = now.plus(time);
    TIME.timePasses(time);
  }

  private void show(Picture.Stage stage) {
    world.picture =
        new Picture.Calls(
            List.of(new Picture.Call("1-aaaaaaaa", true, stage, "sip:a@x", "sip:b@x", null)),
            false);
    live.heard(new SessionNotice(new SessionId("1-aaaaaaaa"), "sip:alice@x", "sip:b@x"));
  }

  @Test
  void theFirstNotifyFollowsAtOnceAndNewsAtMostOnceASecond() {
    assertThat(begin()).isEqualTo(new SubscriptionReply.Granted(600));
    var first = notice();
    assertThat(first.method()).isEqualTo("NOTIFY");
    assertThat(first.dialog().localTag()).isEqualTo("tag");
    assertThat(header(first, "Event")).isEqualTo("dialog");
    assertThat(header(first, "Subscription-State")).isEqualTo("active;expires=600");
    assertThat(first.contentType()).isEqualTo("application/dialog-info+xml");
    assertThat(first.body()).contains("version=\"0\"");
    answer(first, 200);

    show(Picture.Stage.TRYING);
    show(Picture.Stage.EARLY);
    show(Picture.Stage.CONFIRMED);
    edge.expectNoMessage(Duration.ofMillis(100));
    var second = noticeAfter(Duration.ofSeconds(1));
    assertThat(second.body()).contains("version=\"1\"", "confirmed");
    assertThat(second.cseq()).isGreaterThan(first.cseq());
    answer(second, 200);
    pass(Duration.ofSeconds(2));
    edge.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void whoDoesNotMatchIsNotLookedAt() {
    begin();
    answer(notice(), 200);
    pass(Duration.ofSeconds(5));
    int looks = world.looks.get();
    live.heard(new SessionNotice(new SessionId("1-aaaaaaaa"), "sip:x@x", "sip:y@x"));
    pass(Duration.ofSeconds(5));
    edge.expectNoMessage(Duration.ofMillis(100));
    assertThat(world.looks.get()).isEqualTo(looks);
  }

  @Test
  void itEndsInItsTimeAndSaysSo() {
    begin();
    answer(notice(), 200);
    var last = noticeAfter(Duration.ofSeconds(600));
    assertThat(header(last, "Subscription-State")).isEqualTo("terminated;reason=timeout");
    shard.expectNoMessage(Duration.ofMillis(50));
    answer(last, 200);
    shard.expectMessageClass(ClusterSharding.Passivate.class);
    assertThat(live.size()).isZero();
    assertThat(ask(NotifierTest.asks(2, 600, false, edge.ref())))
        .isEqualTo(new SubscriptionReply.Refused(SubscriptionReply.Refusal.UNKNOWN, 0));
  }

  @Test
  void aSubscriberThatIsGoneIsLeftAlone() {
    begin();
    answer(notice(), 481);
    shard.expectMessageClass(ClusterSharding.Passivate.class);
    assertThat(live.size()).isZero();
    edge.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void aSubscriberThatDoesNotAnswerIsLeftAlone() {
    begin();
    notice().replyTo().tell(new EdgeReply.Unanswered(SessionCommand.Failure.TIMEOUT));
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }

  @Test
  void aChallengeIsAnsweredOnce() {
    begin();
    var first = notice();
    answer(first, 401, new Header("Authorization", "Digest x"));
    var second = notice();
    assertThat(header(second, "Authorization")).isEqualTo("Digest x");
    assertThat(second.cseq()).isEqualTo(first.cseq() + 1);
    answer(second, 401, new Header("Authorization", "Digest x"));
    edge.expectNoMessage(Duration.ofMillis(100));
    assertThat(live.size()).isEqualTo(1);
  }

  @Test
  void itOutlivesItsNodeAndItsNumbersGoOn() {
    begin();
    var first = notice();
    answer(first, 200);
    KIT.stop(entity);
    assertThat(world.handedOver).isTrue();
    assertThat(live.size()).isZero();
    now = now.plusSeconds(100);

    entity = spawn();
    entity.tell(new SubscriptionCommand.Describe(asker.ref()));
    assertThat(asker.receiveMessage()).isEqualTo(new SubscriptionReply.Granted(500));
    assertThat(live.size()).isEqualTo(1);
    var next = noticeAfter(Duration.ofSeconds(2));
    assertThat(next.cseq()).isGreaterThan(first.cseq());
    assertThat(header(next, "Subscription-State")).isEqualTo("active;expires=498");
    answer(next, 200);
    assertThat(ask(NotifierTest.asks(2, 0, false, edge.ref())))
        .isEqualTo(new SubscriptionReply.Granted(0));
    assertThat(header(notice(), "Subscription-State")).startsWith("terminated");
  }

  @Test
  void anEdgeThatDiesOverANotifyIsReplaced() {
    begin();
    notice();
    pass(Duration.ofSeconds(40));
    answer(noticeAfter(Duration.ofSeconds(2)), 200);
    assertThat(live.size()).isEqualTo(1);
  }

  @Test
  void theSubscriberLearnsAnotherContactWhenItsEdgeDies() {
    begin();
    answer(notice(), 200);
    live.nodeGone();
    edge.expectNoMessage(); // another node
    TestProbe<EdgeCommand> other = KIT.createTestProbe();
    world.goneTo = other.ref();

    live.nodeGone();

    var news = other.expectMessageClass(EdgeCommand.Ask.class);
    assertThat(news.method()).isEqualTo("NOTIFY");
    answer(news, 200);
    live.nodeGone();
    other.expectNoMessage(); // it knows that one
  }

  @Test
  void aNotifyThatDiesWithItsEdgeIsMadeUpForAtOnce() {
    begin();
    notice();
    pass(Duration.ofSeconds(1));
    TestProbe<EdgeCommand> other = KIT.createTestProbe();
    world.goneTo = other.ref();

    live.nodeGone();

    var again = other.expectMessageClass(EdgeCommand.Ask.class);
    assertThat(again.cseq()).isEqualTo(2);
    pass(Duration.ofSeconds(39)); // the time of the first one is over, the second's not
    other.expectNoMessage();
    answer(again, 200);
    assertThat(live.size()).isEqualTo(1);
  }

  @Test
  void aFullNodeAndAGreedySubscriberAreRefused() {
    var probe = KIT.<SubscriptionCommand>createTestProbe();
    live.put(new SubscriptionId("1-aaaaaaaa"), "w", probe.ref(), Set.of());
    begin();
    assertThat(live.of("w")).isEqualTo(2);
    var other =
        KIT.spawn(
            NotifierEntity.create(
                new SubscriptionId("4-" + NUMBERS.incrementAndGet()),
                new SubscriptionSettings(
                    SubscriptionSettings.Calls.OWN,
                    NotifierTest.LIMITS,
                    3,
                    9,
                    Duration.ofSeconds(1)),
                world,
                live,
                () -> now,
                shard.ref()));
    other.tell(
        new SubscriptionCommand.Subscribe(
            NotifierTest.asks(1, 600, true, edge.ref()), asker.ref()));
    assertThat(asker.receiveMessage())
        .isEqualTo(new SubscriptionReply.Refused(SubscriptionReply.Refusal.TOO_MANY, 2));
    KIT.stop(other);
  }

  @Test
  void aSessionThatIsOverEndsIt() {
    world.picture = new Picture.Calls(List.of(), true);
    begin();
    answer(notice(), 200);
    var last = notice();
    assertThat(header(last, "Subscription-State")).isEqualTo("terminated;reason=noresource");
    answer(last, 200);
    shard.expectMessageClass(ClusterSharding.Passivate.class);
  }
}
