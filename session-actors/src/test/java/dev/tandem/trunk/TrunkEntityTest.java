package dev.tandem.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TrunkCommand;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.protocol.TrunkReply;
import dev.tandem.protocol.TrunkRoute;
import dev.tandem.session.Kit;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked
@Timeout(30)
class TrunkEntityTest {
  static final ActorTestKit KIT = Kit.create("trunk");
  static final String REGISTERS = "user = u, health.interval = 0s, register.enabled = on, ";

  final Lines lines = new Lines(new byte[] {1});
  final TestProbe<EdgeCommand> edge = KIT.createTestProbe();
  final TestProbe<TrunkInfo> told = KIT.createTestProbe();
  final Set<String> edges = ConcurrentHashMap.newKeySet();
  volatile String best = "one";
  ActorRef<TrunkCommand> trunk;

  private final class Doors implements TrunkDoors {
    @Override
    public EdgeDoor edge() {
      return edges.isEmpty() ? null : new EdgeDoor(best, edge.ref());
    }

    @Override
    public boolean takesCalls(String edgeNode) {
      return edges.contains(edgeNode);
    }

    @Override
    public boolean isUp(String node) {
      return true;
    }

    @Override
    public String node() {
      return "here";
    }
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @AfterEach
  void stop() {
    KIT.stop(trunk);
  }

  private void start(String settings) {
    edges.addAll(List.of("one", "two"));
    trunk = KIT.spawn(TrunkEntity.create("p", TrunkRulesTest.trunk(settings), lines, new Doors()));
  }

  private EdgeCommand.Ask asked(String method) {
    var ask = edge.expectMessageClass(EdgeCommand.Ask.class, Duration.ofSeconds(10));
    assertThat(ask.method()).isEqualTo(method);
    return ask;
  }

  private static void answer(EdgeCommand.Ask ask, int status, Header... headers) {
    var source = new PeerAddress("udp", "192.0.2.1", 5060);
    ask.replyTo()
        .tell(
            new EdgeReply.Answered(
                new DialogResponse(
                    ask.method(),
                    ask.cseq(),
                    status,
                    "So",
                    "t",
                    null,
                    List.of(),
                    source,
                    null,
                    "",
                    List.of(headers))));
  }

  private static void grant(EdgeCommand.Ask ask) {
    answer(ask, 200, new Header("Contact", contacts(ask).getFirst() + ";expires=600"));
  }

  private static List<String> contacts(EdgeCommand.Ask ask) {
    return ask.headers().stream()
        .filter(it -> it.name().equals("Contact"))
        .map(Header::value)
        .toList();
  }

  private TrunkInfo report(SessionId... calls) {
    trunk.tell(new TrunkCommand.Report("here", calls.length, List.of(calls), told.ref()));
    return told.receiveMessage();
  }

  private void awaitPhase(TrunkInfo.Registration phase) {
    told.awaitAssert(() -> {
      assertThat(report().registration()).isEqualTo(phase);
      return null;
    });
  }

  @Test
  void itAnswersAChallengeWithTheNextNumberOfTheSameCall() {
    start(REGISTERS);
    var first = asked("REGISTER");
    assertThat(TrunkRoute.of(first.dialog())).contains(new TrunkRoute("p", true));
    assertThat(first.dialog().remoteTarget()).isEqualTo("sip:192.0.2.1:5070");
    assertThat(first.dialog().remoteUri()).isEqualTo("sip:u@192.0.2.1");
    answer(first, 401, new Header("Authorization", "Digest x"));
    var second = asked("REGISTER");
    assertThat(second.dialog().callId()).isEqualTo(first.dialog().callId());
    assertThat(second.cseq()).isEqualTo(first.cseq() + 1);
    assertThat(second.headers()).contains(new Header("Authorization", "Digest x"));
    grant(second);
    awaitPhase(TrunkInfo.Registration.REGISTERED);
    assertThat(report().registeredUntil()).isNotNull();
  }

  @Test
  void whenItsEdgeIsGoneAnotherOneIsRegisteredAndTheOldContactTakenBackOnce() {
    start(REGISTERS);
    grant(asked("REGISTER"));
    awaitPhase(TrunkInfo.Registration.REGISTERED);
    edges.remove("one");
    best = "two";
    report();
    var second = asked("REGISTER");
    String old = "sip:u@192.0.2.9:5060" + lines.of("p", "one");
    String strange = "sip:u@192.0.2.9:5060;line=0123456789abcdef-1";
    var both =
        new Header(
            "Contact",
            contacts(second).getFirst()
                + ";expires=600, <"
                + old
                + ">;expires=99, <"
                + strange
                + ">;expires=99");
    answer(second, 200, both);
    var third = asked("REGISTER");
    assertThat(contacts(third)).hasSize(2).endsWith("<" + old + ">;expires=0");
    answer(third, 200, both); // it would not
    edge.expectNoMessage(Duration.ofMillis(300));
  }

  @Test
  void aRegistrarThatRefusesIsNotStormed() {
    start(REGISTERS + "register.retry-first = 1s");
    answer(asked("REGISTER"), 403);
    edge.expectNoMessage(Duration.ofMillis(600));
    assertThat(report().problem()).isEqualTo("403 So");
    assertThat(report().registration()).isEqualTo(TrunkInfo.Registration.FAILED);
    asked("REGISTER");
  }

  @Test
  void withoutAnEdgeItWaitsForOne() {
    trunk =
        KIT.spawn(
            TrunkEntity.create(
                "p",
                TrunkRulesTest.trunk(REGISTERS + "register.retry-first = 500ms"),
                lines,
                new Doors()));
    awaitPhase(TrunkInfo.Registration.FAILED);
    edges.add("one");
    asked("REGISTER");
  }

  @Test
  void itsAddressesAreDownAndUpByWhatTheyAnswer() {
    start("health { interval = 200ms, timeout = 200ms, failures = 2 }");
    asked("OPTIONS").replyTo().tell(new EdgeReply.Unanswered(SessionCommand.Failure.TIMEOUT));
    answer(asked("OPTIONS"), 503);
    told.awaitAssert(() -> {
      assertThat(report().up()).isFalse();
      return null;
    });
    answer(asked("OPTIONS"), 404);
    told.awaitAssert(() -> {
      assertThat(report().up()).isTrue();
      return null;
    });
  }

  @Test
  void itAdmitsAsManyCallsAsItMayAndKnowsThoseThatNodesReport() {
    start("health.interval = 0s, max-calls = 2");
    TestProbe<TrunkReply> asker = KIT.createTestProbe();
    report(new SessionId("1-aaaaaaaaaaaa"));
    trunk.tell(new TrunkCommand.Admit(new SessionId("1-bbbbbbbbbbbb"), asker.ref()));
    assertThat(asker.receiveMessage()).isEqualTo(new TrunkReply.Admitted());
    trunk.tell(new TrunkCommand.Admit(new SessionId("1-cccccccccccc"), asker.ref()));
    assertThat(asker.receiveMessage()).isEqualTo(new TrunkReply.Full(2));
    trunk.tell(new TrunkCommand.Release(new SessionId("1-aaaaaaaaaaaa")));
    trunk.tell(new TrunkCommand.Admit(new SessionId("1-cccccccccccc"), asker.ref()));
    assertThat(asker.receiveMessage()).isEqualTo(new TrunkReply.Admitted());
  }

  @Test
  void itTakesItsContactBackWhenAskedAndOnlyWhatItHas() {
    start(REGISTERS);
    TestProbe<TrunkReply> asker = KIT.createTestProbe();
    var first = asked("REGISTER");
    trunk.tell(new TrunkCommand.Unregister(asker.ref()));
    asker.expectMessageClass(TrunkReply.Unregistered.class);
    grant(first);
    awaitPhase(TrunkInfo.Registration.REGISTERED);
    trunk.tell(new TrunkCommand.Unregister(asker.ref()));
    var gone = asked("REGISTER");
    assertThat(gone.headers()).contains(new Header("Expires", "0"));
    answer(gone, 200);
    asker.expectMessageClass(TrunkReply.Unregistered.class);
    assertThat(report().registeredUntil()).isNull();
  }
}
