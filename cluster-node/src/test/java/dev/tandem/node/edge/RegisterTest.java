package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.RegistrarReply.Refusal;
import dev.tandem.protocol.Registration;
import dev.tandem.protocol.Registration.Wish;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// REGISTER between a phone on a real socket and a registrar that the test plays.
@Timeout(60)
@org.jspecify.annotations.NullUnmarked
class RegisterTest {
  private static final ActorTestKit KIT = EdgeBench.kit();
  private static final String ANYBODY = "tandem.registrar.allow = anybody\n";
  private static final String USERS =
      "tandem.users = [{user = \"alice\", password = \"secret\"}]\n";

  private EdgeBench bench;
  private Peer peer;

  private void start(String settings) throws IOException {
    bench = new EdgeBench(KIT, settings);
    peer = Peer.udp(bench.port());
  }

  @AfterEach
  void stop() throws IOException {
    peer.close();
    bench.close();
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  /// @param lines Contact and what else belongs to it
  private String register(String branch, int cseq, String... lines) {
    String request =
        peer.request("REGISTER", branch, "", cseq, "")
            .replaceFirst("REGISTER sip:us@127.0.0.1", "REGISTER sip:example.com")
            .replaceFirst("To: <[^>]*>", "To: <sip:alice@Example.com>")
            .replaceAll("(Contact|Record-Route): .*\r\n", "");
    return request.replaceFirst(
        "Content-Length",
        String.join("", List.of(lines).stream().map(it -> it + "\r\n").toList())
            + "Content-Length");
  }

  private static Binding binding(Wish wish, Registration asked, Instant expires) {
    return new Binding(
        wish.key(),
        wish.contact(),
        wish.q(),
        expires,
        asked.callId(),
        asked.cseq(),
        wish.instance(),
        wish.regId(),
        asked.path(),
        asked.source(),
        "node:1",
        asked.userAgent(),
        expires);
  }

  private RegistrarReply bound(Registration asked, int seconds) {
    Instant expires = Instant.now().plusSeconds(seconds);
    return new RegistrarReply.Bound(
        asked.wishes().stream().map(it -> binding(it, asked, expires)).toList());
  }

  @Nested
  class APhone {
    @Test
    void isBoundAndToldHowLong() throws Exception {
      start(ANYBODY);
      peer.send(
          register(
              "r1",
              4,
              "Contact: \"Al\" <sip:alice@192.0.2.7:5070;Transport=udp>;q=0.5;expires=90,"
                  + " <sip:alice@192.0.2.8>",
              "Expires: 300",
              "User-Agent: phone/1",
              "Supported: path",
              "Path: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>"));
      var asked = bench.registrar.next();
      assertThat(asked.address().value()).isEqualTo("alice@example.com");
      Registration registration = asked.registration();
      assertThat(registration.wishes())
          .containsExactly(
              new Wish(
                  "sip:alice@192.0.2.7:5070;transport=udp",
                  "sip:alice@192.0.2.7:5070;Transport=udp",
                  500,
                  90,
                  null,
                  0),
              new Wish("sip:alice@192.0.2.8", "sip:alice@192.0.2.8", 1000, 300, null, 0));
      assertThat(registration.cseq()).isEqualTo(4);
      assertThat(registration.userAgent()).isEqualTo("phone/1");
      assertThat(registration.source()).isEqualTo(new PeerAddress("udp", "127.0.0.1", peer.port()));
      asked.reply().complete(bound(registration, 90));

      assertThat(peer.expect("SIP/2.0 200 "))
          .contains(
              "Contact: <sip:alice@192.0.2.7:5070;Transport=udp>;expires=90;q=0.500\r\n",
              "Contact: <sip:alice@192.0.2.8>;expires=90\r\n",
              "Path: <sip:p1.example.com;lr>\r\n",
              "Path: <sip:p2.example.com;lr>\r\n",
              "Supported: path, outbound, gruu\r\n")
          .containsPattern(
              "Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9:]{8} GMT\r\n")
          .doesNotContain("Require");
    }

    @Test
    void behindAProxyHasNoSourceOfItsOwn() throws Exception {
      start(ANYBODY);
      peer.send(
          register("r1", 1, "Contact: <sip:a@192.0.2.7>")
              .replaceFirst(
                  "Max-Forwards", "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKp\r\nMax-Forwards"));

      assertThat(bench.registrar.next().registration().source()).isNull();
    }

    @Test
    void withAnInstanceIsOneBindingForEachConnection() throws Exception {
      start(ANYBODY);
      peer.send(
          register(
              "r1",
              1,
              "Contact: <sip:alice@192.0.2.7>;+sip.instance=\"<urn:uuid:1>\";reg-id=2",
              "Require: outbound, path"));
      var asked = bench.registrar.next();
      assertThat(asked.registration().wishes())
          .containsExactly(
              new Wish("<urn:uuid:1>;2", "sip:alice@192.0.2.7", 1000, -1, "<urn:uuid:1>", 2));
      asked.reply().complete(bound(asked.registration(), 60));

      assertThat(peer.expect("SIP/2.0 200 "))
          .contains(";+sip.instance=\"<urn:uuid:1>\";reg-id=2\r\n", "Require: outbound\r\n");
    }

    @Test
    void thatDoesNotSpeakOutboundIsBoundByItsContact() throws Exception {
      start(ANYBODY);
      peer.send(
          register("r1", 1, "Contact: <sip:al@192.0.2.7>;+sip.instance=\"<urn:1>\";reg-id=2"));

      assertThat(bench.registrar.next().registration().wishes())
          .containsExactly(
              new Wish("sip:al@192.0.2.7", "sip:al@192.0.2.7", 1000, -1, "<urn:1>", 0));
    }

    @Test
    void takesAllAway() throws Exception {
      start(ANYBODY);
      peer.send(register("r1", 1, "Contact: *", "Expires: 0"));
      var asked = bench.registrar.next();
      assertThat(asked.registration().removeAll()).isTrue();
      assertThat(asked.registration().wishes()).isEmpty();
      asked.reply().complete(new RegistrarReply.Bound(List.of()));

      assertThat(peer.expect("SIP/2.0 200 ")).doesNotContain("Contact:");
    }

    @Test
    void asksWhatIsBound() throws Exception {
      start(ANYBODY);
      peer.send(register("r1", 1));

      assertThat(bench.registrar.next().registration().wishes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Contact: *",
          "Contact: *\r\nExpires: 5",
          "Contact: *, <sip:a@b>\r\nExpires: 0",
          "Contact: <mailto:a@b>",
          "Contact: <sip:a@b>;q=2",
          "Contact: <sip:a@b>\r\nExpires: abc",
          "Contact: <sip:a@b>\r\nExpires: -1",
          "Contact: <sip:a@b>\r\nExpires: 60\r\nExpires: 90",
          "Contact: <sip:a@b>;+sip.instance=\"<u>\";reg-id=1,"
              + " <sip:c@d>;+sip.instance=\"<u>\";reg-id=2\r\nSupported: outbound"
        })
    void thatSaysWhatCannotBeMeantHears400(String lines) throws Exception {
      start(ANYBODY);
      peer.send(register("r1", 1, lines));
      peer.expect("SIP/2.0 400 ");
      assertThat(bench.registrar.asked).isEmpty();
    }

    @Test
    void getsGruusForItsInstanceWhenItWantsThem() throws Exception {
      start(ANYBODY);
      String contact =
          "Contact: <sip:a@192.0.2.7>;+sip.instance=\"<urn:uuid:1>\", <sip:a@192.0.2.8>";
      peer.send(register("r1", 1, contact, "Supported: gruu, path"));
      var asked = bench.registrar.next();
      asked.reply().complete(bound(asked.registration(), 90));
      String bound = peer.expect("SIP/2.0 200 ");

      assertThat(bound)
          .contains(
              "Supported: path, outbound, gruu\r\n", "Contact: <sip:a@192.0.2.8>;expires=90\r\n")
          .contains(";pub-gruu=\"sip:alice@example.com;gr=urn:uuid:1\"")
          .containsPattern(";temp-gruu=\"sip:tgruu\\.[A-Za-z0-9_-]+@example\\.com;gr\"");
      peer.send(register("r2", 2, contact));
      asked = bench.registrar.next();
      asked.reply().complete(bound(asked.registration(), 90));
      assertThat(peer.expect("SIP/2.0 200 ")).doesNotContain("-gruu");
    }

    @Test
    void cannotRegisterWhereACallWouldComeRoundAgain() throws Exception {
      start(ANYBODY);
      var alice = new AddressOfRecord("alice@example.com");
      String hidden =
          EdgeBench.GRUUS.temporaryOf("sip:alice@example.com", alice, "<urn:uuid:1>", "c");
      int cseq = 0;
      for (String gruu : List.of("sip:alice@example.com;gr=urn:uuid:1", hidden)) {
        peer.send(register("r" + gruu.length(), ++cseq, "Contact: <" + gruu + ">"));
        peer.expect("SIP/2.0 403 Contact Is A GRUU");
      }
      assertThat(bench.registrar.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
      "TOO_BRIEF, 423, Min-Expires: 60",
      "TOO_MANY, 403, Server: Tandem",
      "OUT_OF_ORDER, 500, Server: Tandem",
      "FULL, 503, Retry-After: 5"
    })
    void hearsWhyItIsRefused(Refusal why, int status, String header) throws Exception {
      start(ANYBODY);
      peer.send(register("r1", 1, "Contact: <sip:a@b>"));
      bench.registrar.next().reply().complete(new RegistrarReply.Refused(why, 60));

      assertThat(peer.expect("SIP/2.0 " + status + " ")).contains(header + "\r\n");
    }

    @Test
    void hearsWhenNobodyAnswers() throws Exception {
      start(ANYBODY);
      peer.send(register("r1", 1, "Contact: <sip:a@b>"));
      bench.registrar.next().reply().completeExceptionally(new IllegalStateException("away"));

      assertThat(peer.expect("SIP/2.0 503 ")).contains("Retry-After: 5\r\n");
    }
  }

  @Nested
  class WhoMayRegister {
    private String challenge() throws IOException {
      peer.send(register("r1", 1, "Contact: <sip:a@b>"));
      return peer.expect("SIP/2.0 401 ");
    }

    @Test
    void isNobodyWhileThereAreNoUsers() throws Exception {
      start("");
      peer.send(register("r1", 1, "Contact: <sip:a@b>"));
      peer.expect("SIP/2.0 405 ");
    }

    @Test
    void isNobodyWhenThatIsSaid() throws Exception {
      start(USERS + "tandem.registrar.allow = nobody");
      peer.send(register("r1", 1, "Contact: <sip:a@b>"));
      peer.expect("SIP/2.0 405 ");
    }

    @Test
    void isAUserForHisOwnAddress() throws Exception {
      start(USERS);
      String request = register("r2", 2, "Contact: <sip:a@b>");
      peer.send(Phone.authorized(request, challenge(), "alice", "secret"));
      var asked = bench.registrar.next();
      asked.reply().complete(bound(asked.registration(), 60));
      peer.expect("SIP/2.0 200 ");
    }

    @Test
    void isNoUserForTheAddressOfAnother() throws Exception {
      start(USERS);
      String request =
          register("r2", 2, "Contact: <sip:a@b>").replace("To: <sip:alice@", "To: <sip:bob@");
      peer.send(Phone.authorized(request, challenge(), "alice", "secret"));
      peer.expect("SIP/2.0 403 ");
      assertThat(bench.registrar.asked).isEmpty();
    }

    @Test
    void isATrustedAddressForAnybody() throws Exception {
      start(USERS + "tandem.edge.auth.trusted = [\"127.0.0.1\"]");
      peer.send(register("r1", 1, "Contact: <sip:a@b>"));
      bench.registrar.next();
    }

    @Test
    void isNobodyOfAnotherDomain() throws Exception {
      start(ANYBODY + "tandem.registrar.domains = [\"Example.ORG\"]");
      peer.send(register("r1", 1, "Contact: <sip:a@b>"));
      peer.expect("SIP/2.0 404 ");
      peer.send(
          register("r2", 2, "Contact: <sip:a@b>")
              .replace("alice@Example.com", "alice@example.org"));
      bench.registrar.next();
    }
  }

  @Nested
  class AConnection {
    private void registerOverTcp(String settings) throws Exception {
      start(settings);
      peer.close();
      peer = Peer.tcp(bench.port());
      peer.send(register("r1", 1, "Contact: <sip:a@10.0.0.1;transport=tcp>"));
    }

    @Test
    void thatClosesUnbindsWhatWasRegisteredOverIt() throws Exception {
      registerOverTcp(ANYBODY);
      var asked = bench.registrar.next();
      asked.reply().complete(bound(asked.registration(), 60));
      peer.expect("SIP/2.0 200 ");
      var source = new PeerAddress("tcp", "127.0.0.1", peer.port());
      peer.close();

      assertThat(bench.registrar.gone.poll(5, TimeUnit.SECONDS))
          .isEqualTo(new PlayedRegistrar.Gone(asked.address(), source));
    }

    @Test
    void thatClosesBeforeTheAnswerUnbindsIt() throws Exception {
      registerOverTcp(ANYBODY);
      var asked = bench.registrar.next();
      peer.close();
      peer = Peer.udp(bench.port());
      awaitClosed();
      asked.reply().complete(bound(asked.registration(), 60));

      assertThat(bench.registrar.gone.poll(5, TimeUnit.SECONDS)).isNotNull();
    }

    private void awaitClosed() throws Exception {
      var closed = bench.counters.transport();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (closed.of(dev.tandem.sip.transport.TransportCounters.Kind.TCP_CLOSED) == 0) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.onSpinWait();
      }
    }
  }
}
