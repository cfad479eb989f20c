package dev.tandem.node.edge;

import static dev.tandem.node.edge.EdgeBench.SDP;
import static dev.tandem.node.edge.EdgeBench.TAGS;
import static dev.tandem.node.edge.EdgeBench.first;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionCommand.Acked;
import dev.tandem.protocol.SessionCommand.Cancelled;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.SessionCommand.Invited;
import dev.tandem.protocol.SessionCommand.Requested;
import dev.tandem.protocol.SessionCommand.Responded;
import dev.tandem.protocol.SessionCommand.Unanswered;
import dev.tandem.protocol.SubscriptionId;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@org.jspecify.annotations.NullUnmarked
class EdgeTest {
  static final ActorTestKit kit = EdgeBench.kit("edge");
  static final String QUICK =
      "tandem.edge { repeat-first = 50 ms, give-up = 1 s, ask-others = 50 ms }";

  EdgeBench bench;
  Peer peer;

  @BeforeEach
  void start() throws IOException {
    bench = new EdgeBench(kit, "");
    peer = Peer.udp(bench.port());
  }

  @AfterEach
  void stop() throws IOException {
    peer.close();
    bench.close();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  void useTcp() throws IOException {
    peer.close();
    peer = Peer.tcp(bench.port());
  }

  void restart(String settings) throws IOException {
    stop();
    bench = new EdgeBench(kit, settings);
    peer = Peer.udp(bench.port());
  }

  Dialog dialog(String remoteTag, PeerAddress flow) {
    return new Dialog(
        "out-1",
        "sip:us@127.0.0.1",
        "Us \"we\"",
        TAGS.tagOf(first()),
        "sip:al@peer.example",
        null,
        remoteTag,
        "sip:al@127.0.0.1:" + peer.port(),
        List.of(),
        flow);
  }

  @Nested
  class AnIncomingCall {
    @ParameterizedTest
    @ValueSource(strings = {"UDP", "TCP"})
    void isSetUpAndEnded(String transport) throws Exception {
      if (transport.equals("TCP")) {
        useTcp();
      }
      peer.send(peer.invite("i1"));
      var invited = bench.next(Invited.class);
      bench.respond(invited.transaction(), 180, "");
      bench.respond(invited.transaction(), 200, SDP);
      peer.expect("SIP/2.0 100 ");
      peer.expect("SIP/2.0 180 ");
      String ok = peer.expect("SIP/2.0 200 ");

      String tag = Peer.toTag(ok);
      String parameter = transport.equals("TCP") ? ";transport=tcp" : "";
      assertThat(ok)
          .contains("Contact: <sip:127.0.0.1:" + bench.port() + parameter + ">\r\n")
          .contains("Record-Route: <sip:127.0.0.1:9;lr>\r\n")
          .contains("Server: Tandem\r\n", "Allow: INVITE, ", "Content-Type: application/sdp\r\n")
          .endsWith(SDP);
      assertThat(TAGS.sessionOf(tag)).contains(first());
      assertThat(invited.invitation().fromDisplayName()).isEqualTo("Al");
      assertThat(invited.invitation().source().port()).isEqualTo(peer.port());
      assertThat(invited.invitation().body()).isEqualTo(SDP);

      peer.send(peer.request("ACK", "a1", tag, 1, ""));
      assertThat(bench.next(Acked.class).cseq()).isEqualTo(1);
      peer.send(peer.request("BYE", "b1", tag, 2, ""));
      var bye = bench.next(Requested.class);
      assertThat(bye.request().method()).isEqualTo("BYE");
      bench.respond(bye.transaction(), 200, "");
      peer.expect("SIP/2.0 200 ");

      assertThat(bench.metrics.setUps(2)).isEqualTo(1);
      assertThat(bench.metrics.requests().get("BYE").sum()).isEqualTo(1);
    }

    @Test
    void isToldOnceThoughTheInviteIsRepeated() throws Exception {
      peer.send(peer.invite("i1"));
      peer.send(peer.invite("i1"));
      peer.expect("SIP/2.0 100 ");
      peer.expect("SIP/2.0 100 ");
      bench.next(Invited.class);

      assertThat(bench.toldAndUnread()).isZero();
    }

    @Test
    void hasEvery2xxOfItsSessionSent() throws Exception {
      peer.send(peer.invite("i1"));
      var invited = bench.next(Invited.class);
      bench.respond(invited.transaction(), 200, SDP);
      bench.respond(invited.transaction(), 200, SDP, invited.invitation().raw());

      peer.expect("SIP/2.0 100 ");
      String one = peer.expect("SIP/2.0 200 ");
      assertThat(peer.expect("SIP/2.0 200 ")).isEqualTo(one);
    }

    @Test
    void isAnsweredByAnotherEdgeFromItsStoredBytes() throws Exception {
      try (var other = new EdgeBench(kit, "")) {
        peer.send(peer.invite("i1"));
        var invited = bench.next(Invited.class);
        peer.expect("SIP/2.0 100 ");
        other.respond(invited.transaction(), 200, SDP, invited.invitation().raw());

        String ok = peer.expect("SIP/2.0 200 ");
        assertThat(ok)
            .contains("Contact: <sip:127.0.0.1:" + other.port() + ">\r\n")
            .contains("rport=" + peer.port());
      }
    }

    @Test
    void isCancelledAndRefusedWith487() throws Exception {
      peer.send(peer.invite("i1"));
      var invited = bench.next(Invited.class);
      bench.respond(invited.transaction(), 180, "");
      peer.expect("SIP/2.0 100 ");
      peer.expect("SIP/2.0 180 ");
      peer.send(
          peer.request("CANCEL", "i1", "", 1, "").replace("Max-", "Reason: SIP;cause=200\r\nMax-"));
      String ok = peer.expect("SIP/2.0 200 ");

      assertThat(Peer.header(ok, "CSeq")).isEqualTo("1 CANCEL");
      assertThat(bench.next(Cancelled.class).reason()).isEqualTo("SIP;cause=200");
      bench.respond(invited.transaction(), 487, "");
      peer.expect("SIP/2.0 487 ");
      peer.send(peer.request("ACK", "i1", Peer.toTag(ok), 1, ""));
      peer.send(peer.request("OPTIONS", "o1", "", 1, ""));
      peer.expect("SIP/2.0 200 ");
      assertThat(bench.toldAndUnread()).as("the ACK of a 487 is absorbed").isZero();
    }
  }

  @Nested
  class ASilentSession {
    @BeforeEach
    void hurry() throws IOException {
      restart(QUICK);
    }

    @Test
    void isToldAgainAndThenTheCallIsRefused() throws Exception {
      peer.send(peer.invite("i1"));
      peer.expect("SIP/2.0 100 ");
      String refusal = peer.expect("SIP/2.0 503 ");

      assertThat(Peer.header(refusal, "Retry-After")).isEqualTo("5");
      assertThat(TAGS.sessionOf(Peer.toTag(refusal))).contains(first());
      for (int i = 0; i < 5; i++) { // 0, 50, 150, 350, 750 ms
        bench.next(Invited.class);
      }
      assertThat(bench.metrics.repeated.sum()).isEqualTo(bench.toldAndUnread() + 4L);
      assertThat(bench.metrics.givenUp.sum()).isEqualTo(1);
    }

    @Test
    void hasItsByeAnsweredAllTheSame() throws Exception {
      peer.send(peer.request("BYE", "b1", TAGS.tagOf(first()), 2, ""));
      peer.expect("SIP/2.0 200 ");
      bench.next(Requested.class);
    }

    @Test
    void hasOtherRequestsRefused() throws Exception {
      peer.send(peer.request("INFO", "b1", TAGS.tagOf(first()), 2, ""));
      peer.expect("SIP/2.0 503 ");
    }

    @Test
    void isToldOfACancelUntilTheEdgeRefusesTheCallItself() throws Exception {
      peer.send(peer.invite("i1"));
      bench.respond(bench.next(Invited.class).transaction(), 180, "");
      peer.expect("SIP/2.0 100 ");
      peer.expect("SIP/2.0 180 ");
      peer.send(peer.request("CANCEL", "i1", "", 1, ""));
      peer.expect("SIP/2.0 200 ");
      bench.next(Cancelled.class);
      bench.next(Cancelled.class);
      peer.expect("SIP/2.0 487 ");
    }
  }

  @Nested
  class ARequestNoSessionHearsOf {
    @ParameterizedTest(name = "{0} gets {4}")
    @CsvSource(
        nullValues = "-",
        delimiter = '|',
        value = {
          "FLY      | - | -                         | -                            | 501 | Allow: INVITE",
          "REGISTER | - | -                         | -                            | 405 | Allow: INVITE",
          "INFO     | - | -                         | -                            | 481 | -",
          "INVITE   | - | sip:us@                   | tel:                         | 416 | -",
          "INVITE   | - | Max-Forwards: 70          | Max-Forwards: 0              | 483 | -",
          "INVITE   | - | Record-Route:             | Require: a-b, c;Route:       | 420 | Unsupported: a-b, c",
          "INVITE   | - | application/sdp           | text/plain                   | 415 | Accept: application/sdp",
          "INVITE   | - | Content-Type:             | Content-Encoding: gzip;Content-Type: | 415 | Accept-Encoding: identity",
          "INVITE   | - | Contact:                  | X-Contact:                   | 400 | -",
          "INVITE   | - | ;tag=al                   | ''                           | 400 | -",
          "INVITE   | - | SIP/2.0;Via               | SIP/7.0;Via                  | 505 | -",
          "BYE      | 7-session00001-AAAAAAAAAAA | - | -                           | 481 | -",
          "BYE      | theirs | -                    | -                            | 481 | -",
          "OPTIONS  | - | -                         | -                            | 200 | Accept: application/sdp",
        })
    void isAnsweredByTheEdge(
        String method, String toTag, String old, String now, int status, String header)
        throws Exception {
      String body = method.equals("INVITE") ? SDP : "";
      String request = peer.request(method, "r1", toTag == null ? "" : toTag, 1, body);
      if (old != null) {
        request =
            request.replace(
                old.replace(";V", "\r\nV"),
                now.replace(";R", "\r\nR").replace(";C", "\r\nC").replace(";V", "\r\nV"));
      }
      peer.send(request);
      String answer = peer.receive();
      answer = answer.startsWith("SIP/2.0 100 ") ? peer.receive() : answer;

      assertThat(answer).startsWith("SIP/2.0 " + status + " ");
      assertThat(answer).contains(header == null ? "" : "\r\n" + header);
      assertThat(bench.toldAndUnread()).isZero();
    }

    @ParameterizedTest(name = "{0} with {1} gets 400 {2}")
    @CsvSource(
        delimiter = '|',
        value = {
          "INVITE    | Expires: abc                                | Bad Expires",
          "INVITE    | Expires: -1                                 | Bad Expires",
          "INVITE    | Expires: 4294967296                         | Bad Expires",
          "INVITE    | Expires: 99999999999999999999               | Bad Expires",
          "INVITE    | Expires: 60~Expires: 90                     | More Than One Expires",
          "SUBSCRIBE | Expires: 5 min                              | Bad Expires",
          "MESSAGE   | Expires: soon                               | Bad Expires",
          "INVITE    | Session-Expires: abc                        | Bad Session-Expires",
          "INVITE    | x: 1800;refresher=nobody                    | Bad Session-Expires",
          "INVITE    | Min-SE: abc                                 | Bad Min-SE",
          "UPDATE    | Session-Expires: -90                        | Bad Session-Expires",
          "NOTIFY    | Subscription-State: 17 monkeys              | Bad Subscription-State",
          "NOTIFY    | Subscription-State: active;expires=abc      | Bad Subscription-State",
          "SUBSCRIBE | Event: dialog;;                             | Bad Event",
          "INVITE    | Replaces: a;to-tag=b;from-tag=c~Replaces: d;to-tag=b;from-tag=c | More Than One Replaces",
          "INVITE    | Replaces: a;to-tag=b;from-tag=c, d;to-tag=b;from-tag=c | More Than One Replaces",
          "INVITE    | Replaces: a;to-tag=b                        | Bad Replaces",
          "INVITE    | Contact: <sip:other@127.0.0.1>              | More Than One Contact",
          "BYE       | Replaces: a;to-tag=b;from-tag=c             | Replaces Outside INVITE",
        })
    void hearsWhichHeaderMeansNothing(String method, String lines, String reason) throws Exception {
      boolean inside = !Set.of("INVITE", "SUBSCRIBE", "MESSAGE").contains(method);
      send(method, inside ? TAGS.tagOf(first()) : "", lines);
      String answer = peer.receive();
      answer = answer.startsWith("SIP/2.0 100 ") ? peer.receive() : answer;

      assertThat(answer).startsWith("SIP/2.0 400 " + reason + "\r\n");
      assertThat(bench.toldAndUnread()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Expires: 0",
          "Expires: 4294967295",
          "Session-Expires: 1800;refresher=uac;x=\"y\"",
          "Session-Expires: 1800 ; REFRESHER = UAS",
          "Min-SE: 90;x",
          "Subscription-State: nonsense", // nobody reads it there
          "Replaces: a@b;to-tag=c;from-tag=d;early-only",
        })
    void isToldWhenItsHeadersMeanSomething(String line) throws Exception {
      send("INVITE", "", line);
      bench.next(Invited.class);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "Event: presence~Subscription-State: active                     | 200",
          "Event: presence~Subscription-State: active~X: 481              | 481",
          "Event: presence~Subscription-State: active~X: 503              | 503",
          "Event: presence                                                | 400 Missing Subscription-State",
          "Subscription-State: active                                     | 400 Missing Event",
          "Event: presence~Subscription-State: active~Content-Encoding: x | 415"
        })
    void belongsToASubscriptionOfOurs(String lines, String answer) throws Exception {
      var subscription = new SubscriptionId("7-0123456789ab");
      bench.outside.noticeStatus =
          lines.contains("X: ") ? Integer.parseInt(answer.substring(0, 3)) : 200;
      send("NOTIFY", TAGS.watcherTagOf(subscription), lines);
      assertThat(peer.receive()).startsWith("SIP/2.0 " + answer);
      boolean told = !answer.startsWith("4") || lines.contains("X: ");
      assertThat(bench.outside.notices).hasSize(told ? 1 : 0);
      assertThat(bench.toldAndUnread()).isZero();
    }

    @Test
    void ofTheSubscriptionOfSomebodyElseIsNobodys() throws Exception {
      String tag = TAGS.tagOf(new SubscriptionId("7-0123456789ab"));
      send("NOTIFY", tag, "Event: presence~Subscription-State: active");
      assertThat(peer.receive()).startsWith("SIP/2.0 481");
      assertThat(bench.outside.notices).isEmpty();
    }

    private void send(String method, String toTag, String lines) throws Exception {
      String body = method.equals("INVITE") ? SDP : "";
      peer.send(
          peer.request(method, "h1", toTag, 1, body)
              .replace("CSeq:", lines.replace("~", "\r\n") + "\r\nCSeq:"));
    }

    @Test
    void isRefusedWhileNoSessionNodeIsOpen() throws Exception {
      bench.open = false;
      peer.send(peer.invite("i1"));
      peer.expect("SIP/2.0 100 ");
      assertThat(peer.expect("SIP/2.0 503 ")).contains("Retry-After: 5\r\n");
    }

    @Test
    void isRefusedWhileDraining() throws Exception {
      bench.control.drain(true);
      peer.send(peer.invite("i1"));
      assertThat(peer.expect("SIP/2.0 503 ")).contains("Retry-After: ");
      peer.send(peer.request("OPTIONS", "o1", "", 1, ""));
      peer.expect("SIP/2.0 503 ");
      peer.send(peer.request("BYE", "b1", TAGS.tagOf(first()), 2, ""));
      bench.next(Requested.class);
    }

    @Test
    void isDroppedWhenItIsAnAckWithAForgedTag() throws Exception {
      peer.send(peer.request("ACK", "a1", "7-session00001-AAAAAAAAAAA", 1, ""));
      peer.send(peer.request("OPTIONS", "o1", "", 1, ""));
      peer.expect("SIP/2.0 200 ");

      assertThat(bench.toldAndUnread()).isZero();
      assertThat(bench.metrics.forgedTags.sum()).isEqualTo(1);
    }
  }

  @Nested
  class ACancelWithoutItsInvite {
    @Test
    void isTakenByTheEdgeThatHasIt() throws Exception {
      try (var other = new EdgeBench(kit, "")) {
        other.others.add(bench.edge);
        peer.send(peer.invite("i1"));
        var invited = bench.next(Invited.class);
        peer.expect("SIP/2.0 100 ");
        try (var elsewhere = Peer.udp(other.port())) {
          elsewhere.send(peer.request("CANCEL", "i1", "", 1, ""));
          elsewhere.expect("SIP/2.0 200 ");
        }
        bench.next(Cancelled.class);
        bench.respond(invited.transaction(), 487, "");
        peer.expect("SIP/2.0 487 ");
        assertThat(other.metrics.cancelsTaken.sum()).isEqualTo(1);
      }
    }

    @Test
    void isAnswered481WhenNobodyHasIt() throws Exception {
      try (var other = new EdgeBench(kit, "")) {
        peer.send(peer.request("CANCEL", "i1", "", 1, ""));
        peer.expect("SIP/2.0 481 ");
        bench.others.add(other.edge);
        peer.send(peer.request("CANCEL", "i2", "", 1, ""));
        peer.expect("SIP/2.0 481 ");
        assertThat(bench.metrics.cancelsUnknown.sum()).isEqualTo(2);
      }
    }
  }

  @Nested
  class AnOutgoingCall {
    @Test
    void isSetUpAndEnded() throws Exception {
      bench.edge.tell(bench.send("1", "INVITE", 5, dialog("", null)));
      String invite = peer.expect("INVITE sip:al@127.0.0.1:" + peer.port() + " SIP/2.0");
      assertThat(invite)
          .contains(
              "From: \"Us \\\"we\\\"\" <sip:us@127.0.0.1>;tag=" + TAGS.tagOf(first()) + "\r\n")
          .contains("To: <sip:al@peer.example>\r\n", "CSeq: 5 INVITE\r\n", "Max-Forwards: 70\r\n")
          .contains("Contact: <sip:127.0.0.1:" + bench.port() + ">\r\n")
          .contains("Via: SIP/2.0/UDP 127.0.0.1:" + bench.port() + ";rport;branch=z9hG4bK")
          .contains("User-Agent: Tandem\r\n", "Allow: ")
          .endsWith(SDP);
      peer.send(peer.response(invite, 100, "", ""));
      peer.send(peer.response(invite, 180, "theirs", ""));
      peer.send(peer.response(invite, 200, "theirs", SDP));
      peer.send(peer.response(invite, 200, "fork", SDP));

      assertThat(bench.next(Responded.class).response().status()).isEqualTo(180);
      DialogResponse ok = bench.next(Responded.class).response();
      assertThat(ok.remoteTag()).isEqualTo("theirs");
      assertThat(ok.body()).isEqualTo(SDP);
      assertThat(ok.contact()).isEqualTo("sip:al@127.0.0.1:" + peer.port());
      assertThat(bench.next(Responded.class).response().remoteTag()).isEqualTo("fork");

      bench.edge.tell(new EdgeCommand.SendAck(first(), dialog("theirs", null), 5, null, "", null));
      assertThat(peer.expect("ACK ")).contains("CSeq: 5 ACK\r\n", ";tag=theirs\r\n");
      bench.edge.tell(bench.send("2", "BYE", 6, dialog("theirs", null)));
      String bye = peer.expect("BYE ");
      assertThat(bye).doesNotContain("Contact");
      peer.send(peer.response(bye, 200, "", ""));
      assertThat(bench.next(Responded.class).request()).isEqualTo("2");
    }

    @Test
    void isCancelledOnceItRings() throws Exception {
      bench.edge.tell(bench.send("1", "INVITE", 5, dialog("", null)));
      bench.edge.tell(new EdgeCommand.Cancel(first(), "1", "SIP;cause=200"));
      String invite = peer.expect("INVITE ");
      peer.send(peer.response(invite, 180, "theirs", ""));
      String cancel = peer.expect("CANCEL ");

      assertThat(Peer.header(cancel, "Via")).isEqualTo(Peer.header(invite, "Via"));
      assertThat(cancel).contains("Reason: SIP;cause=200\r\n");
      peer.send(peer.response(cancel, 200, "theirs", ""));
      peer.send(peer.response(invite, 487, "theirs", ""));
      peer.expect("ACK ");
      assertThat(bench.next(Responded.class).response().status()).isEqualTo(180);
      assertThat(bench.next(Responded.class).response().status()).isEqualTo(487);
    }

    @Test
    void isNotSentTwiceUnderOneKey() throws Exception {
      bench.edge.tell(bench.send("1", "BYE", 5, dialog("theirs", null)));
      bench.edge.tell(bench.send("1", "BYE", 5, dialog("theirs", null)));
      bench.edge.tell(bench.send("2", "OPTIONS", 6, dialog("theirs", null)));

      peer.expect("BYE ");
      peer.expect("OPTIONS ");
    }

    @Test
    void goesBackOverTheConnectionOfItsDialog() throws Exception {
      useTcp();
      peer.send(peer.invite("i1"));
      PeerAddress flow = bench.next(Invited.class).invitation().source();
      peer.expect("SIP/2.0 100 ");
      var dialog = dialog("theirs", flow);
      bench.edge.tell(bench.send("1", "BYE", 5, dialog));

      assertThat(peer.expect("BYE ")).contains("Via: SIP/2.0/TCP ");
    }

    @ParameterizedTest
    @CsvSource({
      "sip:al@no-such-host.invalid, UNRESOLVED",
      "sips:al@127.0.0.1, UNRESOLVED",
      "sip:al@127.0.0.1;transport=tls, UNRESOLVED",
      "tel:123, UNRESOLVED",
      "sip:al@127.0.0.1:1;transport=tcp, TRANSPORT",
    })
    void failsWhenThereIsNoWay(String target, Failure failure) throws Exception {
      var here = dialog("theirs", null);
      var dialog =
          new Dialog(
              here.callId(),
              here.localUri(),
              null,
              here.localTag(),
              here.remoteUri(),
              null,
              "theirs",
              target,
              List.of(),
              null);
      bench.edge.tell(bench.send("1", "BYE", 5, dialog));

      assertThat(bench.next(Unanswered.class)).isEqualTo(new Unanswered("1", failure));
    }
  }

  @Test
  void whatEdgesSayToEachOtherCrossesTheWire() {
    var asked = new EdgeCommand.TakeCancel("I;a;b", null, "C;a;b", bench.edge);

    kit.serializationTestKit().verifySerialization(asked, true);
    kit.serializationTestKit().verifySerialization(new EdgeCommand.CancelTaken("C;a;b"), true);
  }

  @Test
  void aCommandThatIsNoSipIsCountedAndHurtsNobody() throws Exception {
    peer.send(peer.invite("i1"));
    var invited = bench.next(Invited.class);
    peer.expect("SIP/2.0 100 ");
    bench.edge.tell(
        new EdgeCommand.Respond(
            invited.transaction().key(), first(), 200, "O\r\nK", "t", List.of(), null, "", null));
    bench.respond(invited.transaction(), 486, "");

    peer.expect("SIP/2.0 486 ");
    assertThat(bench.metrics.invalidCommands.sum()).isEqualTo(1);
  }

  @Test
  void aPortThatIsTakenIsReported() {
    var taken = new EdgeControl();
    var config =
        ConfigFactory.parseString("tandem.sip.transport.port = " + bench.port())
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    var parts =
        new EdgeParts(
            EdgeSettings.from(config),
            bench,
            TAGS,
            EdgeBench.access(config, null),
            new RegistrarParts(
                dev.tandem.registrar.RegistrarSettings.from(config),
                new PlayedRegistrar(),
                EdgeBench.GRUUS),
            TrunkPeers.from(config),
            PlayedOutside.parts(config, new PlayedOutside()),
            List::of,
            new EdgeMetrics(),
            taken);
    kit.spawn(
        Edge.create(
            dev.tandem.sip.SipSettings.from(config), dev.tandem.sip.SipCounters.create(), parts));

    assertThat(taken.listening().toCompletableFuture())
        .failsWithin(java.time.Duration.ofSeconds(5))
        .withThrowableThat()
        .withMessageContaining(Integer.toString(bench.port()));
  }
}
