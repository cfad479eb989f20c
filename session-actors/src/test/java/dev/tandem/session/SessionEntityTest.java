package dev.tandem.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionHistory;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.core.SessionCore;
import dev.tandem.session.core.SessionEvent;
import dev.tandem.table.Publication;
import dev.tandem.table.ShippedTables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A session entity between a probe for an edge and one for a media node; the journal is in memory
/// and time is ours.
@NullUnmarked
@Timeout(60)
class SessionEntityTest {
  static final ActorTestKit KIT = Kit.withManualTime("session-entity");
  static final ManualTime TIME = ManualTime.get(KIT.system());
  static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  static final DialogTags TAGS = new DialogTags(new byte[16]);
  static final PeerAddress PHONE = new PeerAddress("udp", "192.0.2.5", 5060);
  static final String SDP =
      "v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\n"
          + "m=audio 4000 RTP/AVP 0\r\n";
  static final SessionSettings SETTINGS = SessionSettings.from(ConfigFactory.load());
  static final AtomicInteger NUMBERS = new AtomicInteger();

  final SessionId id = new SessionId("1-session" + (100_000 + NUMBERS.incrementAndGet()));
  final TestProbe<EdgeCommand> edge = KIT.createTestProbe();
  final TestProbe<MediaCommand> media = KIT.createTestProbe();
  final TestProbe<Verdict> asked = KIT.createTestProbe();
  final TestProbe<Publication> published = KIT.createTestProbe();
  final TestProbe<ClusterSharding.ShardCommand> shard = KIT.createTestProbe();
  final LiveSessions live = new LiveSessions();
  ActorRef<SessionCommand> session;

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void start() {
    session = spawn();
  }

  @AfterEach
  void end() {
    JOURNAL.resetPolicy();
    KIT.stop(session);
  }

  private String standard = ShippedTables.DEFAULT;
  private String lacking = "";

  private ActorRef<SessionCommand> spawn() {
    return KIT.spawn(
        SessionEntity.create(id, tables(), SETTINGS, TAGS, new Doors(), live, shard.ref()));
  }

  /// The shipped tables.
  private SessionTables tables() {
    return new SessionTables() {
      @Override
      public SessionCore standard() {
        return find(standard);
      }

      @Override
      public SessionCore find(String name) {
        var table = name.equals(lacking) ? null : ShippedTables.find(name);
        return table == null ? null : new SessionCore(table, SETTINGS.core());
      }

      @Override
      public SessionCore shipped() {
        return find(ShippedTables.DEFAULT);
      }
    };
  }

  /// The world as the session sees it: one edge, one media node, an application that is asked.
  private final class Doors implements SessionDoors {
    @Override
    public ActorRef<EdgeCommand> edge() {
      return edge.ref();
    }

    @Override
    public ActorRef<EdgeCommand> edge(String node) {
      return edge.ref();
    }

    @Override
    public boolean isUp(TransactionRef transaction) {
      return true;
    }

    @Override
    public void handedOver(SessionId session) {}

    @Override
    public String edgeNode() {
      return "here:1";
    }

    @Override
    public boolean isUp(String node) {
      return true;
    }

    @Override
    public MediaDoor chooseMedia(Set<String> excluded) {
      return excluded.contains("m") ? null : new MediaDoor("m", media.ref());
    }

    @Override
    public ActorRef<MediaCommand> media(String node) {
      return media.ref();
    }

    @Override
    public void tell(SessionId other, SessionCommand command) {}

    @Override
    public void tell(BridgeId bridge, BridgeCommand command) {}

    @Override
    public void ask(SessionId who, Invitation invitation, Consumer<Verdict> decide) {
      asked.ref().tell(new Verdict.Defer());
    }

    @Override
    public void askTransfer(
        SessionInfo info, String target, String referredBy, Consumer<TransferVerdict> decide) {
      decide.accept(new TransferVerdict.Refuse(603));
    }

    @Override
    public void digit(SessionInfo info, char key, Duration duration) {}

    @Override
    public void publish(Publication what, SessionInfo info, String localSdp, String remoteSdp) {
      published.ref().tell(what);
    }

    @Override
    public String node() {
      return "here";
    }
  }

  private void invite() {
    var invitation =
        new Invitation(
            new byte[] {1},
            "call-1",
            "sip:alice@example.com",
            null,
            "theirs",
            "sip:bob@example.com",
            null,
            "sip:bob@example.com",
            1,
            "sip:alice@192.0.2.5",
            List.of(),
            PHONE,
            null,
            "application/sdp",
            SDP,
            List.of(),
            List.of(),
            List.of(),
            Instant.EPOCH,
            null,
            null,
            null);
    session.tell(
        new SessionCommand.Invited(invitation, new TransactionRef(edge.ref(), "z9hG4bK-1")));
  }

  private SessionReply decide(Verdict verdict) {
    TestProbe<SessionReply> asker = KIT.createTestProbe();
    session.tell(new SessionCommand.Decide(verdict, asker.ref()));
    return asker.receiveMessage();
  }

  private void openLeg() {
    var open = media.expectMessageClass(MediaCommand.Open.class);
    open.replyTo().tell(new MediaReply.Opened(open.leg(), "10.0.0.9", 20_000, 20_001));
  }

  private EdgeCommand.Respond response() {
    return edge.expectMessageClass(EdgeCommand.Respond.class);
  }

  private void answer() {
    invite();
    asked.receiveMessage();
    decide(new Verdict.Accept(Treatment.ECHO));
    openLeg();
    assertThat(response().status()).isEqualTo(200);
  }

  private void ack() {
    session.tell(new SessionCommand.Acked(1, PHONE, null, ""));
  }

  private void bye(String tag) {
    session.tell(
        new SessionCommand.Requested(
            new DialogRequest("BYE", "call-1", tag, 2, null, PHONE, null, "", List.of()),
            new TransactionRef(edge.ref(), "z9hG4bK-bye")));
  }

  private SessionInfo described() {
    TestProbe<SessionReply> asker = KIT.createTestProbe();
    session.tell(new SessionCommand.Describe(asker.ref()));
    return asker.expectMessageClass(SessionReply.Told.class).info();
  }

  private List<String> journal() {
    return JOURNAL.persistedInStorage("session|" + id).stream()
        .map(it -> it.getClass().getSimpleName())
        .toList();
  }

  @Nested
  class PersistingBeforeActing {
    @Test
    void anOrdinaryCallHasFourFactsInTheJournal() {
      answer();
      ack();
      bye("theirs");
      assertThat(response().status()).isEqualTo(200);

      assertThat(journal()).containsExactly("Invited", "Answered", "Established", "Ended");
    }

    @Test
    void onlySoftFactsStayOutOfTheJournal() {
      answer();

      assertThat(JOURNAL.persistedInStorage("session|" + id))
          .noneMatch(SessionEvent.Soft.class::isInstance);
    }

    @Test
    void noAnswerGoesOutThatIsNotInTheJournal() {
      invite();
      asked.receiveMessage();
      decide(new Verdict.Accept(Treatment.ECHO));
      JOURNAL.failNextPersisted("session|" + id);

      openLeg();

      edge.expectNoMessage(Duration.ofMillis(200));
      assertThat(journal()).doesNotContain("Answered");
    }

    @Test
    void theHandlerIsNotAskedAboutACallTheJournalRefuses() {
      JOURNAL.failNextPersisted("session|" + id);

      invite();

      asked.expectNoMessage(Duration.ofMillis(200));
    }
  }

  private void respond(EdgeCommand.Send request, int status, String reason) {
    session.tell(
        new SessionCommand.Responded(
            request.request(),
            new DialogResponse(
                request.method(),
                request.cseq(),
                status,
                reason,
                "theirs",
                null,
                List.of(),
                PHONE,
                null,
                "",
                List.of())));
  }

  private SessionHistory history() {
    TestProbe<SessionReply> asker = KIT.createTestProbe();
    session.tell(new SessionCommand.Recount(asker.ref()));
    return asker.expectMessageClass(SessionReply.Happened.class).history();
  }

  private void startAgain() {
    KIT.stop(session);
    session = spawn();
  }

  @Nested
  class FollowingATable {
    @Test
    void tellsWhatHasHappenedAndWhatCanHappen() {
      answer();
      ack();

      SessionHistory history = history();

      assertThat(history.steps().stream().map(it -> it.event() + " " + it.from() + " " + it.to()))
          .containsExactly(
              "IncomingCall Idle Routing",
              "AcceptCall Routing Preparing",
              "MediaSessionReady Preparing Answering",
              "DialogACK Answering Active");
      assertThat(history.steps()).allMatch(it -> it.row().matches("default\\.yaml:\\d+"));
      assertThat(history.table()).isNull();
      assertThat(history.recoveredAt()).isNull();
      assertThat(history.possible())
          .contains("HangupCall", "HoldCall")
          .doesNotContain("AcceptCall");
    }

    @Test
    void isTheOneThatWasAskedForAlsoAfterARecovery() {
      invite();
      asked.receiveMessage();
      decide(new Verdict.ByTable("gateway", new Verdict.Defer()));
      assertThat(history().source()).isEqualTo("gateway.yaml");

      startAgain();

      assertThat(history().table()).isEqualTo("gateway");
      assertThat(history().source()).isEqualTo("gateway.yaml");
      assertThat(history().recoveredAt()).isNotNull();
      assertThat(history().steps()).isEmpty();
      assertThat(decide(new Verdict.Accept(Treatment.ECHO)))
          .as("what a gateway does not do")
          .isInstanceOf(SessionReply.Refused.class);
    }

    @Test
    void staysAsItIsWhenTheOneAskedForIsUnknown() {
      invite();
      asked.receiveMessage();

      assertThat(decide(new Verdict.ByTable("nowhere", new Verdict.Defer())))
          .isInstanceOf(SessionReply.Done.class);

      assertThat(history().source()).isEqualTo("default.yaml");
      assertThat(history().table()).isNull();
    }

    @Test
    void goesOnByTheNodesOwnWhenTheNodeLacksIt() {
      invite();
      asked.receiveMessage();
      decide(new Verdict.ByTable("gateway", new Verdict.Defer()));

      lacking = "gateway";
      startAgain();

      assertThat(history().table()).isEqualTo("gateway");
      assertThat(history().source()).isEqualTo("default.yaml");
      assertThat(decide(new Verdict.Accept(Treatment.ECHO))).isInstanceOf(SessionReply.Done.class);
    }

    @Test
    void isRefusedByASipClientWithoutAskingAnybody() {
      standard = "sip_client";
      startAgain();

      invite();

      assertThat(response().status()).isEqualTo(480);
      asked.expectNoMessage(Duration.ofMillis(100));
    }
  }

  @Nested
  class RepeatingTheAnswer {
    @Test
    void isDoneAfterT1AndTwiceAsLongEachTimeUpToT2() {
      answer();

      for (long ms : new long[] {500, 1000, 2000, 4000, 4000}) {
        TIME.expectNoMessageFor(Duration.ofMillis(ms - 1), edge);
        TIME.timePasses(Duration.ofMillis(1));
        assertThat(response().status()).isEqualTo(200);
      }
    }

    @Test
    void endsWithTheAck() {
      answer();

      ack();

      assertThat(described().phase()).isEqualTo(SessionInfo.Phase.ACTIVE);
      TIME.expectNoMessageFor(Duration.ofSeconds(40), edge);
    }

    @Test
    void withoutAnAckEndsAfter64T1WithABye() {
      answer();

      TIME.timePasses(Duration.ofSeconds(32));

      EdgeCommand last = edge.receiveMessage();
      while (last instanceof EdgeCommand.Respond) {
        last = edge.receiveMessage();
      }
      assertThat(last)
          .isInstanceOfSatisfying(
              EdgeCommand.Send.class, it -> assertThat(it.method()).isEqualTo("BYE"));
      media.expectMessageClass(MediaCommand.Close.class);
    }
  }

  @Nested
  class RestartingByReplay {
    private void restart() {
      KIT.stop(session);
      session = spawn();
    }

    @Test
    void aCallThatIsUpIsUpAgainAndTakesItsBye() {
      answer();
      ack();
      SessionInfo before = described();

      restart();

      assertThat(described()).isEqualTo(before);
      assertThat(live.recovered.sum()).isEqualTo(1);
      media.expectMessageClass(MediaCommand.Change.class);
      bye("theirs");
      assertThat(response().status()).isEqualTo(200);
      media.expectMessageClass(MediaCommand.Close.class);
    }

    @Test
    void anAnswerWithoutItsAckIsSentAgain() {
      answer();

      restart();

      assertThat(response().status()).isEqualTo(200);
    }

    @Test
    void theApplicationIsAskedAgainAboutAnUndecidedCall() {
      invite();
      asked.receiveMessage();

      restart();

      asked.receiveMessage();
      assertThat(decide(new Verdict.Reject(486, null))).isInstanceOf(SessionReply.Done.class);
      assertThat(response().status()).isEqualTo(486);
    }
  }

  @Nested
  class Leaving {
    @Test
    void aSessionThatIsOverPassivatesAndIsNoLongerListed() {
      answer();
      ack();
      assertThat(described().phase()).isEqualTo(SessionInfo.Phase.ACTIVE);
      assertThat(live.size()).isEqualTo(1);

      bye("theirs");

      shard.receiveMessage();
      assertThat(live.size()).isZero();
    }

    @Test
    void anIdNobodyEverCalledPassivatesAtOnce() {
      bye("nobody");

      assertThat(response().status()).isEqualTo(481);
      shard.receiveMessage();
      assertThat(journal()).isEmpty();
    }
  }

  @Nested
  class Waiting {
    @Test
    void thirtyTwoMayWaitForTheAnswerAndNoMore() {
      invite();
      asked.receiveMessage();
      List<TestProbe<SessionReply>> all =
          java.util.stream.IntStream.rangeClosed(0, SessionAskers.MAX_WAITING)
              .mapToObj(_ -> KIT.<SessionReply>createTestProbe())
              .toList();

      all.forEach(it -> session.tell(new SessionCommand.AwaitAnswer(it.ref())));

      assertThat(all.getLast().expectMessageClass(SessionReply.Refused.class).error())
          .isEqualTo(ErrorKind.RESOURCE_EXHAUSTED);
      decide(new Verdict.Reject(486, null));
      all.subList(0, SessionAskers.MAX_WAITING)
          .forEach(it -> it.expectMessageClass(SessionReply.Told.class));
    }

    @Test
    void whoHoldsAPeerThatRefusesUntilTheCallIsOverLearnsItsStatus() {
      answer();
      ack();
      TestProbe<SessionReply> asker = KIT.createTestProbe();
      session.tell(new SessionCommand.Hold(true, asker.ref()));

      for (int i = 0; i <= SETTINGS.core().retries(); i++) {
        respond(edge.expectMessageClass(EdgeCommand.Send.class), 491, "Request Pending");
        described(); // the timer is set
        TIME.timePasses(Duration.ofSeconds(4));
      }
      respond(edge.expectMessageClass(EdgeCommand.Send.class), 200, "OK"); // BYE

      asker.expectMessage(
          new SessionReply.Refused(
              ErrorKind.INVALID_STATE,
              "the call has ended: The peer did not follow the call: 491 Request Pending"));
    }
  }

  @Nested
  class WithoutMedia {
    @Test
    void aRefusalOfTheOnlyMediaNodeIs503() {
      invite();
      asked.receiveMessage();
      decide(new Verdict.Accept(Treatment.ECHO));
      var open = media.expectMessageClass(MediaCommand.Open.class);

      open.replyTo()
          .tell(new MediaReply.Refused(open.leg(), MediaReply.Cause.NO_PORTS, "no ports"));

      assertThat(response().status()).isEqualTo(503);
    }

    @Test
    void aMediaNodeThatSaysNothingIs503AfterItsTime() {
      invite();
      asked.receiveMessage();
      decide(new Verdict.Accept(Treatment.ECHO));
      media.expectMessageClass(MediaCommand.Open.class);

      TIME.timePasses(SETTINGS.core().mediaWait());

      assertThat(response().status()).isEqualTo(503);
      media.expectMessageClass(MediaCommand.Close.class);
    }
  }
}
