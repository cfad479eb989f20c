package dev.tandem.sip.transaction;

import static dev.tandem.sip.transaction.Bench.ask;
import static dev.tandem.sip.transaction.Bench.askTcp;
import static dev.tandem.sip.transaction.Bench.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The four machines in virtual time. Run as a whole: afterwards every arrow must have been taken.
class TransactionsTest {
  static final List<TransitionTable<?, ?, ?>> TABLES =
      List.of(
          ClientTables.INVITE,
          ClientTables.NON_INVITE,
          ServerTables.INVITE,
          ServerTables.NON_INVITE);

  static final Duration TICKS = Duration.ofMillis(60);

  final Bench bench = new Bench();

  @AfterAll
  static void everyArrowWasWalked() {
    Set<String> drawn = new HashSet<>();
    for (TransitionTable<?, ?, ?> table : TABLES) {
      table.rows().forEach(row -> drawn.add(Bench.name(table, row)));
    }
    drawn.removeAll(Bench.WALKED);
    assertThat(drawn).as("arrows no test takes").isEmpty();
  }

  @Nested
  class Screening {
    @Test
    void answersAlikeAndKeepsNothing() {
      bench.screens = 401;
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.receive(bench.udp, ask("INVITE", "a"));

      assertThat(statuses(bench.udp)).containsExactly("401", "401");
      assertThat(bench.udp.sent.get(0))
          .contains("X-Why: screened")
          .isEqualTo(bench.udp.sent.get(1));
      assertThat(bench.counters.serversNow.sum()).isZero();
      assertThat(bench.counters.screened.sum()).isEqualTo(2);
      assertThat(bench.setUps).isEqualTo(2);
      assertThat(bench.told).isEmpty();
    }

    @Test
    void knowsTheAckOfSuchAnAnswer() {
      bench.screens = 401;
      bench.receive(bench.udp, ask("INVITE", "a"));
      String to = Bench.line(bench.udp.sent.getFirst(), "To");
      String tag = to.substring(to.indexOf(";tag=") + 5);
      String via = "SIP/2.0/UDP 127.0.0.9:5070;rport";
      bench.receive(bench.udp, ask("ACK", "a", tag, via));
      assertThat(bench.told).isEmpty();

      bench.receive(bench.udp, ask("ACK", "b", tag, via));
      assertThat(bench.told).as("of another INVITE").containsExactly("ACK");
    }

    @Test
    void looksAtNoCancel() {
      bench.screens = 401;
      bench.receive(bench.udp, ask("CANCEL", "a"));

      assertThat(bench.told).containsExactly("CANCEL of nothing");
    }
  }

  @Nested
  class InviteServer {
    @Test
    void says100AtOnceAndRepeatsTheLastProvisional() {
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.answer(180);
      bench.receive(bench.udp, ask("INVITE", "a"));

      assertThat(statuses(bench.udp)).containsExactly("100", "100", "180", "180");
      assertThat(bench.told).containsExactly("INVITE");
    }

    @Test
    void staysAcceptedFor32SecondsAndAbsorbsTheInvite() {
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.answer(200);
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.answer(200);
      bench.receive(bench.udp, ask("ACK", "a", "ours", "SIP/2.0/UDP 127.0.0.9:5070"));
      bench.pass(Duration.ofSeconds(31));
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.pass(Duration.ofSeconds(2));

      assertThat(statuses(bench.udp)).containsExactly("100", "200", "200");
      assertThat(bench.told).containsExactly("INVITE", "ACK", "INVITE ended");
      assertThat(bench.wheel.running()).isZero();
    }

    @Test
    void passesUpTheAckOfA2xxThatHasItsOwnBranch() {
      bench.receive(bench.udp, ask("ACK", "other", "ours", "SIP/2.0/UDP 127.0.0.9:5070"));

      assertThat(bench.told).containsExactly("ACK");
    }

    @Test
    void repeatsARefusalUntilItsAckAndAbsorbsThat() {
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.answer(486);
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.pass(Duration.ofMillis(1600));
      bench.receive(bench.udp, ask("ACK", "a"));
      bench.receive(bench.udp, ask("ACK", "a"));
      bench.answer(200);
      bench.pass(Duration.ofSeconds(6));

      assertThat(statuses(bench.udp)).containsExactly("100", "486", "486", "486", "486");
      assertThat(bench.told).containsExactly("INVITE", "INVITE ended");
      assertThat(bench.counters.lateAnswers.sum()).isEqualTo(1);
      assertThat(bench.wheel.running()).isZero();
    }

    @Test
    void givesUpARefusalNobodyAcknowledges() {
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.answer(486);
      bench.pass(Duration.ofSeconds(33));

      // T1 doubling up to T2: 0.5 1.5 3.5 7.5 11.5 … 31.5 s.
      assertThat(statuses(bench.udp)).hasSize(2 + 10);
      assertThat(bench.told).containsExactly("INVITE", "INVITE ended");
      assertThat(bench.counters.timeouts.sum()).isEqualTo(1);
    }

    @Test
    void overTcpNothingIsRepeatedAndConfirmedEndsAtOnce() {
      bench.receive(bench.tcp, askTcp("INVITE", "a"));
      bench.answer(486);
      bench.pass(Duration.ofSeconds(5));
      bench.receive(bench.tcp, askTcp("ACK", "a"));
      bench.pass(Duration.ofMillis(40));

      assertThat(statuses(bench.tcp)).containsExactly("100", "486");
      assertThat(bench.told).containsExactly("INVITE", "INVITE ended");
    }

    @Test
    void survivesTransportErrorsInEveryState() {
      bench.receive(bench.tcp, askTcp("INVITE", "a"));
      bench.receive(bench.tcp, askTcp("INVITE", "b"));
      bench.tcp.open = false;
      bench.refuses = true;
      bench.answer(180);
      bench.pass(TICKS);
      bench.answer(486);
      var first = bench.asked.getFirst();
      bench.layer.respond(first, 200, first.head().encode(200, "ours", List.of()));
      bench.pass(TICKS);

      assertThat(bench.counters.transportErrors.sum()).isEqualTo(3);
      assertThat(bench.told).containsExactly("INVITE", "INVITE");
    }

    @Test
    void findsWhatACancelCancels() {
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.receive(bench.udp, ask("CANCEL", "a"));
      bench.answer(200);
      bench.receive(bench.udp, ask("CANCEL", "b"));

      assertThat(bench.told).containsExactly("INVITE", "CANCEL of INVITE", "CANCEL of nothing");
      assertThat(statuses(bench.udp)).containsExactly("100", "200");
    }

    @Test
    void refusesAMergedRequest() {
      bench.receive(bench.udp, ask("INVITE", "a"));
      bench.receive(bench.udp, ask("INVITE", "a").replace("z9hG4bKa", "z9hG4bKother"));

      assertThat(statuses(bench.udp)).containsExactly("100", "482");
      assertThat(bench.told).containsExactly("INVITE");
    }
  }

  @Nested
  class NonInviteServer {
    @Test
    void repeatsItsAnswerFor32Seconds() {
      bench.receive(bench.udp, ask("OPTIONS", "a"));
      bench.receive(bench.udp, ask("OPTIONS", "a"));
      bench.answer(200);
      bench.receive(bench.udp, ask("OPTIONS", "a"));
      bench.pass(Duration.ofSeconds(33));

      assertThat(statuses(bench.udp)).containsExactly("200", "200");
      assertThat(bench.told).containsExactly("OPTIONS", "OPTIONS ended");
    }

    @Test
    void repeatsAProvisionalAndThenARefusal() {
      bench.receive(bench.udp, ask("OPTIONS", "a"));
      bench.answer(183);
      bench.answer(183);
      bench.receive(bench.udp, ask("OPTIONS", "a"));
      bench.answer(404);
      bench.receive(bench.udp, ask("OPTIONS", "b"));
      bench.answer(404);
      bench.receive(bench.udp, ask("OPTIONS", "c"));
      bench.answer(183);
      bench.answer(200);

      assertThat(statuses(bench.udp))
          .containsExactly("183", "183", "183", "404", "404", "183", "200");
    }

    @Test
    void endsOnATransportError() {
      bench.receive(bench.tcp, askTcp("OPTIONS", "a"));
      bench.receive(bench.tcp, askTcp("OPTIONS", "b"));
      bench.tcp.open = false;
      bench.refuses = true;
      bench.answer(183);
      bench.pass(TICKS);
      var first = bench.asked.getFirst();
      bench.layer.respond(first, 200, first.head().encode(200, "ours", List.of()));
      bench.pass(TICKS);

      assertThat(bench.told)
          .containsExactly("OPTIONS", "OPTIONS", "OPTIONS ended", "OPTIONS ended");
    }

    @Test
    void answersWhereTheRequestCameFromOnlyWhenRportWasAsked() {
      bench.receive(bench.udp, ask("OPTIONS", "a", "", "SIP/2.0/UDP host.example:5099"));
      bench.answer(200);

      assertThat(bench.sent).hasSize(1);
      assertThat(bench.sent.getFirst().to().toString()).endsWith("127.0.0.9:5099");
      assertThat(bench.sent.getFirst().message()).contains(";received=127.0.0.9\r\n");
    }

    @Test
    void connectsToSentByWhenTheConnectionIsGone() {
      bench.receive(bench.tcp, askTcp("OPTIONS", "a"));
      bench.tcp.open = false;
      bench.answer(200);

      assertThat(bench.sent.getFirst().transport()).isEqualTo(Transport.TCP);
      assertThat(bench.sent.getFirst().to().getPort()).isEqualTo(5070);
    }
  }

  @Nested
  class InviteClient {
    @Test
    void repeatsTheInviteWithTimerAAndGivesUpWithTimerB() {
      bench.send("INVITE", Transport.UDP);
      bench.pass(Duration.ofSeconds(33));

      // 0 0.5 1.5 3.5 7.5 15.5 31.5 s
      assertThat(bench.sentMethods()).hasSize(7).containsOnly("INVITE");
      assertThat(bench.told).containsExactly("TIMEOUT", "ended");
      assertThat(bench.wheel.running()).isZero();
    }

    @Test
    void passesUpEvery2xxForTimerM() {
      bench.send("INVITE", Transport.UDP);
      bench.respondToLast(180);
      bench.respondToLast(183);
      bench.pass(Duration.ofSeconds(100));
      bench.respondToLast(200);
      bench.respondToLast(200);
      bench.respondToLast(180);
      bench.pass(Duration.ofSeconds(33));
      bench.respondToLast(200);

      assertThat(bench.told).containsExactly("180", "183", "200", "200", "ended");
      assertThat(bench.sentMethods()).containsExactly("INVITE");
      assertThat(bench.counters.strayResponses.sum()).isEqualTo(1);
    }

    @Test
    void acknowledgesARefusalEachTimeItComes() {
      bench.send("INVITE", Transport.UDP);
      bench.respondToLast(486);
      bench.respondToLast(486);
      bench.pass(Duration.ofSeconds(33));

      assertThat(bench.sentMethods()).containsExactly("INVITE", "ACK", "ACK");
      assertThat(bench.sent.get(1).message())
          .contains("To: <sip:bob@127.0.0.9>;tag=theirs", "CSeq: 7 ACK")
          .contains("Via: " + Bench.line(bench.sent.getFirst().message(), "Via"));
      assertThat(bench.told).containsExactly("486", "ended");
    }

    @Test
    void takesA2xxAndARefusalWithoutProvisional() {
      bench.send("INVITE", Transport.UDP);
      bench.respondToLast(200);
      bench.send("INVITE", Transport.UDP);
      bench.respondToLast(180);
      bench.respondToLast(486);

      assertThat(bench.told).containsExactly("200", "180", "486");
    }

    @Test
    void reportsATransportErrorOnce() {
      bench.refuses = true;
      bench.send("INVITE", Transport.UDP);
      bench.pass(TICKS);
      bench.refuses = false;
      bench.send("INVITE", Transport.UDP);
      bench.refuses = true;
      bench.respondToLast(486);
      bench.pass(TICKS);

      assertThat(bench.told).containsExactly("TRANSPORT", "ended", "486", "ended");
    }

    @Test
    void holdsTheCancelBackUntilAProvisionalHasCome() {
      var invite = bench.send("INVITE", Transport.UDP);
      bench.layer.cancel(invite, "SIP;cause=487");
      assertThat(bench.sentMethods()).containsExactly("INVITE");

      bench.respondToLast(180);

      assertThat(bench.sentMethods()).containsExactly("INVITE", "CANCEL");
      assertThat(bench.sent.get(1).message())
          .contains("Via: " + Bench.line(bench.sent.getFirst().message(), "Via"))
          .contains("Reason: SIP;cause=487", "CSeq: 7 CANCEL");
    }

    @Test
    void endsWhenNothingFollowsACancel() {
      var invite = bench.send("INVITE", Transport.UDP);
      bench.respondToLast(180);
      bench.layer.cancel(invite, null);
      bench.layer.cancel(invite, null);
      bench.receive(bench.udp, bench.responseTo(bench.sent.get(1).message(), 200));
      bench.pass(Duration.ofSeconds(33));

      assertThat(bench.sentMethods()).containsExactly("INVITE", "CANCEL");
      assertThat(bench.told).containsExactly("180", "TIMEOUT", "ended");
    }

    @Test
    void passesUpA2xxThatCrossedTheCancel() {
      var invite = bench.send("INVITE", Transport.UDP);
      bench.respondToLast(180);
      bench.layer.cancel(invite, null);
      bench.respondToLast(200);

      assertThat(bench.told).containsExactly("180", "200");
    }
  }

  @Nested
  class NonInviteClient {
    @Test
    void repeatsWithTimerEAndGivesUpWithTimerF() {
      bench.send("BYE", Transport.UDP);
      bench.pass(Duration.ofSeconds(33));

      // 0 0.5 1.5 3.5 7.5 11.5 … 31.5 s
      assertThat(bench.sentMethods()).hasSize(11).containsOnly("BYE");
      assertThat(bench.told).containsExactly("TIMEOUT", "ended");
    }

    @Test
    void repeatsEveryT2AfterAProvisional() {
      bench.send("BYE", Transport.UDP);
      bench.respondToLast(100);
      bench.respondToLast(100);
      bench.pass(Duration.ofSeconds(9));
      bench.respondToLast(200);
      bench.respondToLast(200);
      bench.pass(Duration.ofSeconds(6));

      assertThat(bench.sentMethods()).hasSize(4);
      assertThat(bench.told).containsExactly("100", "100", "200", "ended");
      assertThat(bench.counters.absorbed.sum()).isEqualTo(1);
    }

    @Test
    void takesAnyFinalResponse() {
      bench.send("BYE", Transport.UDP);
      bench.respondToLast(200);
      bench.send("BYE", Transport.UDP);
      bench.respondToLast(481);
      bench.send("BYE", Transport.UDP);
      bench.respondToLast(100);
      bench.respondToLast(481);

      assertThat(bench.told).containsExactly("200", "481", "100", "481");
    }

    @Test
    void reportsTimeoutAndTransportErrorAfterAProvisionalToo() {
      bench.send("BYE", Transport.UDP);
      bench.respondToLast(100);
      bench.pass(Duration.ofSeconds(33));
      bench.send("BYE", Transport.UDP);
      bench.respondToLast(100);
      bench.refuses = true;
      bench.pass(Duration.ofSeconds(5));
      bench.send("BYE", Transport.UDP);
      bench.pass(TICKS);

      assertThat(bench.told)
          .containsExactly(
              "100", "TIMEOUT", "ended", "100", "TRANSPORT", "ended", "TRANSPORT", "ended");
    }

    @Test
    void failsWhenItsConnectionCloses() {
      bench.send("BYE", Transport.TCP);
      bench.pass(Duration.ofSeconds(3));
      bench.layer.onClosed(new FakeFlow(Transport.TCP, 5070));

      assertThat(bench.sentMethods()).containsExactly("BYE");
      assertThat(bench.told).containsExactly("TRANSPORT", "ended");
      assertThat(bench.wheel.running()).isZero();
    }

    @Test
    void goesBackOverTheConnectionItsPeerOpened() {
      bench.receive(bench.tcp, askTcp("INVITE", "a"));
      bench.layer.request(
          Bench.request("BYE", ""), new Hop(Transport.TCP, bench.tcp.remote()), bench);

      assertThat(bench.tcp.sent.getLast()).startsWith("BYE");
    }
  }

  @Nested
  class Reuse {
    final FakeFlow tls = new FakeFlow(Transport.TLS, 33000);

    void ask(FakeFlow flow, String transport) {
      String via = "SIP/2.0/" + transport + " 127.0.0.9:5071;alias";
      bench.receive(flow, Bench.ask("OPTIONS", "a", "", via));
    }

    @Test
    void isForWhoAsksForItOverTls() {
      ask(tls, "TLS");
      ask(bench.tcp, "TCP");
      ask(bench.udp, "UDP");

      assertThat(tls.alias).isEqualTo(new InetSocketAddress("127.0.0.9", 5071));
      assertThat(bench.tcp.alias).isNull();
      assertThat(bench.udp.alias).isNull();
    }

    @Test
    void isAskedForOverTls() {
      bench.layer.request(Bench.request("BYE", ""), hop("peer.example"), bench);
      bench.send("BYE", Transport.TCP);

      assertThat(Bench.line(bench.sent.getFirst().message(), "Via"))
          .startsWith("SIP/2.0/TLS 127.0.0.1:5060;alias;rport;");
      assertThat(bench.sent.getLast().message()).doesNotContain("alias");
    }

    @Test
    void failsWhatWentOverItWhenItCloses() {
      ask(tls, "TLS");
      bench.layer.request(Bench.request("BYE", ""), hop("other.example"), bench);
      bench.layer.onClosed(tls);
      assertThat(bench.told).doesNotContain("TRANSPORT");

      bench.layer.request(Bench.request("BYE", ""), hop("peer.example"), bench);
      bench.layer.onClosed(tls);
      assertThat(bench.told).containsSubsequence("TRANSPORT", "ended");
    }

    static Hop hop(String domain) {
      return new Hop(Transport.TLS, new InetSocketAddress("127.0.0.9", 5071), domain);
    }
  }

  @Nested
  class AnAbandonedRequest {
    @Test
    void isNotRepeatedAndEndsAllTheSame() {
      var bye = bench.send("BYE", Transport.UDP);
      bench.layer.abandon(bye);
      bench.pass(Duration.ofSeconds(33));

      assertThat(bench.sentMethods()).containsExactly("BYE");
      assertThat(bench.told).containsExactly("TIMEOUT", "ended");
      assertThat(bench.wheel.running()).isZero();
    }

    @Test
    void isCancelledWhenItIsAnInviteThatWakesUp() {
      var invite = bench.send("INVITE", Transport.UDP);
      bench.layer.abandon(invite);
      bench.pass(Duration.ofSeconds(2));
      assertThat(bench.sentMethods()).containsExactly("INVITE");
      bench.respondToLast(180);

      assertThat(bench.sentMethods()).containsExactly("INVITE", "CANCEL");
    }

    @Test
    void doesNotComeBackToUdp() {
      String body = "x".repeat(1300);
      var large =
          bench.layer.request(Bench.request("MESSAGE", body), Bench.hop(Transport.UDP), bench);
      bench.layer.abandon(large);
      bench.layer.onClosed(new FakeFlow(Transport.TCP, 5070));

      assertThat(bench.sent).extracting(Bench.Sent::transport).containsExactly(Transport.TCP);
      assertThat(bench.told).containsExactly("TRANSPORT", "ended");
    }
  }

  @Nested
  class LargeRequests {
    final String body = "x".repeat(1300);

    @Test
    void goByTcpWhereWeListenOnIt() {
      bench.layer.request(Bench.request("MESSAGE", body), Bench.hop(Transport.UDP), bench);

      assertThat(bench.sent.getLast().transport()).isEqualTo(Transport.TCP);
      assertThat(bench.sent.getLast().message()).contains("Via: SIP/2.0/TCP");
    }

    @Test
    void stayOnUdpOtherwise() {
      bench.listening.remove(Transport.TCP);
      bench.layer.request(Bench.request("MESSAGE", body), Bench.hop(Transport.UDP), bench);

      assertThat(bench.sent.getLast().transport()).isEqualTo(Transport.UDP);
    }

    @Test
    void comeBackToUdpWhenThePeerHasNoTcp() {
      bench.layer.request(Bench.request("MESSAGE", body), Bench.hop(Transport.UDP), bench);
      bench.layer.onClosed(new FakeFlow(Transport.TCP, 5070));
      bench.pass(Duration.ofMillis(600));

      assertThat(bench.sent)
          .extracting(Bench.Sent::transport)
          .containsExactly(Transport.TCP, Transport.UDP, Transport.UDP);
      assertThat(bench.told).isEmpty();
    }
  }

  @Nested
  class AtTheBound {
    @Test
    void newRequestsGet503AndThoseInsideDialogsTheRest() {
      for (int i = 0; i < 37; i++) {
        bench.receive(bench.udp, ask("INVITE", "n" + i));
      }
      assertThat(bench.udp.sent.getLast()).startsWith("SIP/2.0 503 ").contains("Retry-After: ");
      assertThat(bench.asked).hasSize(36);

      for (int i = 0; i < 5; i++) {
        bench.receive(bench.udp, ask("BYE", "d" + i, "ours", "SIP/2.0/UDP 127.0.0.9:5070;rport"));
      }
      assertThat(bench.asked).hasSize(40);
      assertThat(bench.counters.refusedFull.sum()).isEqualTo(2);

      bench.send("BYE", Transport.UDP);
      assertThat(bench.told.subList(bench.told.size() - 2, bench.told.size()))
          .containsExactly("FULL", "ended");
    }
  }

  @Nested
  class Matching {
    @Test
    void knowsItsTransactionsByViaAlone() {
      bench.receive(bench.udp, ask("INVITE", "a"));

      assertThat(bench.layer.knows("z9hG4bKa", "127.0.0.9:5070")).isTrue();
      assertThat(bench.layer.knows("z9hG4bKa", "127.0.0.9:5071")).isFalse();
    }

    @Test
    void tellsOnceThatASetUpWasAnswered() {
      bench.receive(bench.udp, ask("INVITE", "a"));
      assertThat(bench.setUps).isZero();
      bench.answer(180);
      bench.answer(200);
      bench.receive(bench.udp, ask("INVITE", "b").replace("Contact: <", "Contact: "));
      bench.receive(bench.udp, ask("INVITE", "a").replace("z9hG4bKa", "z9hG4bKmerged"));
      bench.receive(bench.udp, ask("INVITE", "c", "ours", "SIP/2.0/UDP 127.0.0.9:5070"));
      bench.answer(200);

      assertThat(bench.setUps).as("%s", bench.udp.sent).isEqualTo(3);
    }

    @Test
    void dropsAResponseOfAnotherCallWithOurBranch() {
      bench.send("BYE", Transport.UDP);
      String response = bench.responseTo(bench.sent.getFirst().message(), 200);
      bench.receive(bench.udp, response.replace("call-1", "call-2"));

      assertThat(bench.told).isEmpty();
      assertThat(bench.counters.strayResponses.sum()).isEqualTo(1);
    }

    @Test
    void answersAMalformedRequestWith400AndNothingOfIt() {
      bench.receive(bench.udp, ask("OPTIONS", "a").replace("CSeq: 3", "CSeq: three"));

      assertThat(bench.udp.sent.getLast()).startsWith("SIP/2.0 400 Bad Request\r\n");
      assertThat(bench.counters.malformed.sum()).isEqualTo(1);
      assertThat(bench.told).isEmpty();
    }
  }
}
