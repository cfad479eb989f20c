package dev.tandem.node.edge;

import static dev.tandem.node.edge.EdgeBench.SDP;
import static dev.tandem.node.edge.EdgeBench.TAGS;
import static dev.tandem.node.edge.EdgeBench.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.api.CredentialStore;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand.Invited;
import dev.tandem.protocol.SessionCommand.Requested;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who gets through to the sessions, on real sockets.
@Timeout(60)
@org.jspecify.annotations.NullUnmarked
class AccessTest {
  private static final String USERS =
      "tandem.users = [{user = \"alice\", password = \"secret\"}]\n";

  private static final ActorTestKit KIT = EdgeBench.kit();

  private EdgeBench bench;
  private Peer peer;

  private void start(String settings) throws IOException {
    start(settings, null);
  }

  private void start(String settings, CredentialStore store) throws IOException {
    bench = new EdgeBench(KIT, settings, store);
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

  private String challengedInvite() throws IOException {
    peer.send(peer.invite("i1"));
    return peer.expect("SIP/2.0 401 ");
  }

  private void answer(String challenge, String user, String password, String branch)
      throws IOException {
    peer.send(Phone.authorized(peer.invite(branch), challenge, user, password));
  }

  @Nested
  class WithUsers {
    @Test
    void aStrangerIsChallengedAndNothingIsKeptOfHim() throws Exception {
      start(USERS);
      String challenge = challengedInvite();

      assertThat(challenge)
          .contains("WWW-Authenticate: Digest realm=\"tandem\", ", "algorithm=SHA-512-256")
          .contains("Server: Tandem\r\n");
      assertThat(challenge.indexOf("SHA-512-256")).isLessThan(challenge.indexOf("algorithm=MD5"));
      assertThat(bench.counters.transactions().serversNow.sum()).isZero();
      peer.send(peer.request("ACK", "i1", Peer.toTag(challenge), 1, ""));
      peer.send(peer.request("OPTIONS", "o1", "", 2, ""));
      peer.expect("SIP/2.0 200 ");
      assertThat(bench.metrics.forgedTags.sum()).isZero();
      assertThat(bench.toldAndUnread()).isZero();
    }

    @Test
    void aUserGetsThroughAndTheSessionHearsWhoItIs() throws Exception {
      start(USERS);
      answer(challengedInvite(), "alice", "secret", "i2");
      peer.expect("SIP/2.0 100 ");
      var invitation = bench.next(Invited.class).invitation();

      assertThat(invitation.authenticatedUser()).isEqualTo("alice");
      assertThat(invitation.headers()).extracting(Header::name).doesNotContain("Authorization");
      assertThat(new String(invitation.raw(), java.nio.charset.StandardCharsets.UTF_8))
          .doesNotContain("Authorization");
    }

    @Test
    void aWrongPasswordAndNoSuchUserAreAnsweredAlike() throws Exception {
      start(USERS);
      String challenge = challengedInvite();
      answer(challenge, "alice", "wrong", "i2");
      peer.expect("SIP/2.0 100 ");
      String wrong = peer.expect("SIP/2.0 401 ");
      peer.send(peer.request("ACK", "i2", Peer.toTag(wrong), 1, ""));
      peer.send(
          Phone.authorized(
              peer.invite("i3").replace("CSeq: 1", "CSeq: 2"), challenge, "nobody", "secret"));
      peer.expect("SIP/2.0 100 ");
      String nobody = peer.expect("SIP/2.0 401 ");

      assertThat(without(wrong)).isEqualTo(without(nobody)).doesNotContain("stale");
      assertThat(bench.metrics.unproven.sum()).isEqualTo(2);
      assertThat(bench.toldAndUnread()).isZero();
    }

    private static String without(String response) {
      return response
          .replaceAll("nonce=\"[^\"]*\"", "")
          .replaceAll("branch=[^;\r]*", "")
          .replaceAll("tag=[^;\r]*", "")
          .replace("CSeq: 2", "CSeq: 1");
    }

    @Test
    void anAnswerToAnotherClustersChallengeIsStale() throws Exception {
      start(USERS);
      String challenge = challengedInvite().replaceAll("nonce=\"[^\"]*\"", "nonce=\"other\"");
      answer(challenge, "alice", "secret", "i2");

      assertThat(peer.expect("SIP/2.0 401 ")).contains("stale=true");
    }

    @Test
    void credentialsThatCannotBeReadAre400() throws Exception {
      start(USERS);
      peer.send(
          peer.invite("i1")
              .replaceFirst("Max-Forwards", "Authorization: Digest x\r\nMax-Forwards"));
      peer.expect("SIP/2.0 400 ");
    }

    @Test
    void aRequestInsideACallNeedsNoPassword() throws Exception {
      start(USERS);
      peer.send(peer.request("BYE", "b1", TAGS.tagOf(first()), 2, ""));
      bench.next(Requested.class);
      peer.send(peer.request("BYE", "b2", "7-session00001-forged", 2, ""));
      peer.expect("SIP/2.0 481 ");
    }

    @Test
    void aTrustedAddressNeedsNoPassword() throws Exception {
      start(USERS + "tandem.edge.auth.trusted = [\"192.0.2.0/24\", \"127.0.0.0/8\"]");
      peer.send(peer.invite("i1"));

      assertThat(bench.next(Invited.class).invitation().authenticatedUser()).isNull();
    }

    @Test
    void anOpenRouteNeedsNoPassword() throws Exception {
      start(USERS + "tandem.edge.auth.open-routes = [\"u.\"]");
      peer.send(peer.invite("i1"));
      bench.next(Invited.class);
      peer.expect("SIP/2.0 100 ");
      peer.send(peer.invite("i2").replace("sip:us@", "sip:bus@").replace("CSeq: 1", "CSeq: 2"));
      peer.expect("SIP/2.0 401 ");
    }
  }

  @Test
  void withoutUsersEverybodyGetsThrough() throws Exception {
    start("");
    peer.send(peer.invite("i1"));
    bench.next(Invited.class);
  }

  @Test
  void thePolicyMayBeSaid() throws Exception {
    start(USERS + "tandem.edge.auth.policy = off");
    peer.send(peer.invite("i1"));
    bench.next(Invited.class);
    stop();
    start("tandem.edge.auth.policy = required");
    challengedInvite();
  }

  @Nested
  class WithAStore {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);

    private Optional<CredentialStore.Secret> slowly(String realm, String user) {
      asked.countDown();
      try {
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return realm.equals("tandem") && user.equals("bob")
          ? Optional.of(new CredentialStore.Password("pw"))
          : Optional.empty();
    }

    @Test
    void itsUsersGetThroughAndAreRemembered() throws Exception {
      start("", this::slowly);
      answer(challengedInvite(), "bob", "pw", "i2");
      told.countDown();
      assertThat(bench.next(Invited.class).invitation().authenticatedUser()).isEqualTo("bob");
    }

    @Test
    void aCancelMeanwhileEndsTheCallBeforeItBegins() throws Exception {
      start("", this::slowly);
      answer(challengedInvite(), "bob", "pw", "i2");
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      peer.expect("SIP/2.0 100 ");
      peer.send(peer.request("CANCEL", "i2", "", 1, ""));
      peer.expect("SIP/2.0 200 ");
      String gone = peer.expect("SIP/2.0 487 ");
      peer.send(peer.request("ACK", "i2", Peer.toTag(gone), 1, ""));
      told.countDown();
      peer.send(peer.request("OPTIONS", "o1", "", 2, ""));
      peer.expect("SIP/2.0 200 ");

      assertThat(bench.toldAndUnread()).isZero();
    }

    @Test
    void whenItFailsTheCallerMayTryAgain() throws Exception {
      start(
          "",
          (_, _) -> {
            throw new IllegalStateException("away");
          });
      answer(challengedInvite(), "bob", "pw", "i2");
      peer.expect("SIP/2.0 100 ");

      assertThat(peer.expect("SIP/2.0 503 ")).contains("Retry-After: 5\r\n");
    }

    @Test
    void lookUpsHaveABound() throws Exception {
      start("tandem.user-lookup.at-a-time = 1", this::slowly);
      String challenge = challengedInvite();
      answer(challenge, "bob", "pw", "i2");
      peer.expect("SIP/2.0 100 ");
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      peer.send(
          Phone.authorized(peer.invite("i3").replace("CSeq: 1", "CSeq: 2"), challenge, "x", "pw"));
      peer.expect("SIP/2.0 100 ");
      peer.expect("SIP/2.0 503 ");
      told.countDown();
      bench.next(Invited.class);
    }
  }

  @Test
  void theSessionDescriptionMayBeCovered() throws Exception {
    start(USERS);
    String challenge = challengedInvite();
    peer.send(Phone.authorizedInt(peer.invite("i2"), challenge, "alice", "secret", SDP));
    bench.next(Invited.class);
  }
}
