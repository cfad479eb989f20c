package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.api.CallDecision.ForwardToRegistered;
import dev.tandem.api.CredentialStore;
import dev.tandem.node.users.UserSettings;
import dev.tandem.node.users.Users;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.Verdict;
import dev.tandem.registrar.RegistrarSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AddressBookTest {
  private static final String ALICE = "tandem.users = [{user = alice, password = pw}]";
  private static final Gruus GRUUS = new Gruus(new byte[16]);
  private static final PeerAddress TCP = new PeerAddress("tcp", "192.0.2.5", 40000);

  private static final ForwardToRegistered ALICES =
      new ForwardToRegistered("sip:alice@example.com", null);

  private static AddressBook book(String settings, @Nullable CredentialStore store) {
    var config =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    return new AddressBook(
        new Users(UserSettings.from(config), store, null),
        RegistrarSettings.from(
            ConfigFactory.parseString("tandem.registrar.domains = [example.com]")
                .withFallback(config)),
        GRUUS,
        "node:1"::equals);
  }

  private static Verdict call(AddressBook book, String uri, Binding... bindings) throws Exception {
    book.open(address -> {
      assertThat(address.host()).isEqualTo("example.com");
      return CompletableFuture.completedStage(new RegistrarReply.Bound(List.of(bindings)));
    });
    return book.find(new ForwardToRegistered(uri, null))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static Binding on(String node, String contact) {
    Binding it = ContactTargetTest.binding(contact, List.of(), TCP);
    return new Binding(
        it.key(),
        it.contact(),
        it.q(),
        it.expires(),
        it.callId(),
        it.cseq(),
        null,
        0,
        it.path(),
        it.source(),
        node,
        null,
        it.since());
  }

  private static Binding phone(String name, @Nullable String instance) {
    Binding it = ContactTargetTest.binding("sip:" + name + "@10.0.0.1", List.of(), null);
    return new Binding(
        it.contact(),
        it.contact(),
        it.q(),
        it.expires(),
        it.callId(),
        it.cseq(),
        instance,
        instance == null ? 0 : 1,
        it.path(),
        it.source(),
        it.node(),
        null,
        it.since());
  }

  @Test
  void ringsAllContactsAtOnceOrOneAfterTheOther() throws Exception {
    Binding[] two = {phone("best", null), phone("other", null)};
    String best = "sip:best@10.0.0.1";
    String other = "sip:other@10.0.0.1";
    String serial = "tandem.registrar { ringing = serial, ring-each = 7 s }";

    assertThat(call(book("", null), "sip:alice@example.com", two))
        .isEqualTo(new Verdict.Ring(List.of(List.of(best, other)), null));
    assertThat(call(book(serial, null), "sip:alice@example.com", two))
        .isEqualTo(new Verdict.Ring(List.of(List.of(best), List.of(other)), Duration.ofSeconds(7)));
    assertThat(call(book("", null), "sip:alice@example.com", two[0]))
        .isEqualTo(new Verdict.Forward(best));
  }

  @Test
  void ringsAPhoneOnceThatHasSeveralConnections() throws Exception {
    assertThat(
            call(
                book("", null),
                "sip:alice@example.com",
                phone("young", "<urn:uuid:1>"),
                phone("old", "<urn:uuid:1>")))
        .isEqualTo(new Verdict.Forward("sip:young@10.0.0.1"));
  }

  @Test
  void ringsOneInstanceByItsGruu() throws Exception {
    Binding desk = phone("desk", "<urn:uuid:1>");
    Binding mobile = phone("mobile", "<urn:uuid:2>");
    var alice = new AddressOfRecord("alice@example.com");
    String uri = "sip:alice@example.com";
    String hidden = GRUUS.temporaryOf(uri, alice, "<urn:uuid:2>", mobile.callId());
    String over = GRUUS.temporaryOf(uri, alice, "<urn:uuid:2>", "another call id");

    assertThat(call(book("", null), GRUUS.publicOf(uri, "<urn:uuid:2>"), desk, mobile))
        .isEqualTo(new Verdict.Forward("sip:mobile@10.0.0.1"));
    assertThat(call(book("", null), hidden, desk, mobile))
        .isEqualTo(new Verdict.Forward("sip:mobile@10.0.0.1"));
    assertThat(call(book("", null), over, desk, mobile)).isEqualTo(new Verdict.Reject(404, null));
  }

  @Test
  void aGruuWhoseInstanceIsNotThereRingsNobody() throws Exception {
    Binding desk = phone("desk", "<urn:uuid:1>");
    String uri = "sip:alice@example.com";
    var alice = new AddressOfRecord("alice@example.com");
    String hidden = GRUUS.temporaryOf(uri, alice, "<urn:uuid:2>", "c");

    for (String gruu : List.of(GRUUS.publicOf(uri, "<urn:uuid:2>"), hidden)) {
      assertThat(call(book(ALICE, null), gruu, desk)).isEqualTo(new Verdict.Reject(480, null));
    }
    for (String unknown :
        List.of(
            "sip:tgruu.AAAA@example.com;gr",
            "sip:alice@example.com;gr",
            GRUUS.publicOf("sip:nobody@example.com", "<urn:uuid:1>"))) {
      assertThat(call(book(ALICE, null), unknown)).isEqualTo(new Verdict.Reject(404, null));
    }
  }

  @Test
  void ringsTheTenBest() throws Exception {
    Binding[] twelve =
        IntStream.range(0, 12).mapToObj(i -> phone("p" + i, null)).toArray(Binding[]::new);

    var ring = (Verdict.Ring) call(book("", null), "sip:alice@example.com", twelve);

    assertThat(ring.groups().getFirst()).hasSize(10).first().isEqualTo("sip:p0@10.0.0.1");
  }

  @Test
  void passesOverAConnectionWhoseNodeIsGone() throws Exception {
    assertThat(
            call(
                book("", null),
                "sip:alice@example.com",
                on("node:2", "sip:gone@10.0.0.1;transport=tcp"),
                on("node:1", "sip:here@10.0.0.1;transport=tcp")))
        .isEqualTo(
            new Verdict.Forward(
                "sip:here@192.0.2.5:40000;transport=tcp"
                    + "?Edge=node%3A1&Flow=tcp%3A192.0.2.5%3A40000"));
  }

  @Test
  void saysWhetherThereIsSuchAUser() throws Exception {
    assertThat(call(book(ALICE, null), "sip:alice@example.com"))
        .isEqualTo(new Verdict.Reject(480, null));
    assertThat(call(book(ALICE, null), "sip:bob@example.com"))
        .isEqualTo(new Verdict.Reject(404, null));
    assertThat(call(book("", null), "sip:bob@example.com"))
        .as("nobody knows users")
        .isEqualTo(new Verdict.Reject(480, null));
  }

  @Test
  void asksTheStoreForUsers() throws Exception {
    CredentialStore store =
        (_, user) ->
            switch (user) {
              case "carol" -> Optional.of(new CredentialStore.Password("pw"));
              case "away" -> throw new IllegalStateException("away");
              default -> Optional.empty();
            };

    assertThat(call(book("", store), "sip:carol@example.com"))
        .isEqualTo(new Verdict.Reject(480, null));
    assertThat(call(book("", store), "sip:away@example.com"))
        .isEqualTo(new Verdict.Reject(480, null));
    assertThat(call(book("", store), "sip:dave@example.com"))
        .isEqualTo(new Verdict.Reject(404, null));
  }

  @Test
  void knowsItsDomainsOnly() throws Exception {
    assertThat(call(book("", null), "sip:alice@example.org"))
        .isEqualTo(new Verdict.Reject(404, null));
    assertThat(call(book("", null), "sip:example.com")).isEqualTo(new Verdict.Reject(404, null));
  }

  @Test
  void withoutAnAnswerTheCallerMayTryAgain() throws Exception {
    AddressBook book = book("", null);
    var unopened = book.find(ALICES).toCompletableFuture();
    assertThat(unopened.get(10, TimeUnit.SECONDS)).isEqualTo(new Verdict.Reject(503, null));
    book.open(_ -> CompletableFuture.failedStage(new IllegalStateException("away")));

    assertThat(book.find(ALICES).toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(new Verdict.Reject(503, null));
  }
}
