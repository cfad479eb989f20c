package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.api.CredentialStore;
import dev.tandem.node.users.UserSettings;
import dev.tandem.node.users.Users;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AddressBookTest {
  private static final String ALICE = "tandem.users = [{user = alice, password = pw}]";
  private static final PeerAddress TCP = new PeerAddress("tcp", "192.0.2.5", 40000);

  private static AddressBook book(String settings, @Nullable CredentialStore store) {
    var config =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    return new AddressBook(
        new Users(UserSettings.from(config), store, null),
        List.of("example.com"),
        "node:1"::equals);
  }

  private static Verdict call(AddressBook book, String uri, Binding... bindings) throws Exception {
    book.open(address -> {
      assertThat(address.host()).isEqualTo("example.com");
      return CompletableFuture.completedStage(new RegistrarReply.Bound(List.of(bindings)));
    });
    return book.find(uri).toCompletableFuture().get(10, TimeUnit.SECONDS);
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

  @Test
  void callsTheBestContact() throws Exception {
    assertThat(
            call(
                book("", null),
                "sip:alice@example.com",
                ContactTargetTest.binding("sip:best@10.0.0.1", List.of(), null),
                ContactTargetTest.binding("sip:other@10.0.0.1", List.of(), null)))
        .isEqualTo(new Verdict.Forward("sip:best@10.0.0.1"));
  }

  @Test
  void passesOverAConnectionWhoseNodeIsGone() throws Exception {
    assertThat(
            call(
                book("", null),
                "sip:alice@example.com",
                on("node:2", "sip:gone@10.0.0.1;transport=tcp"),
                on("node:1", "sip:here@10.0.0.1;transport=tcp")))
        .isEqualTo(new Verdict.Forward("sip:here@192.0.2.5:40000;transport=tcp"));
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
    var unopened = book.find("sip:alice@example.com").toCompletableFuture();
    assertThat(unopened.get(10, TimeUnit.SECONDS)).isEqualTo(new Verdict.Reject(503, null));
    book.open(_ -> CompletableFuture.failedStage(new IllegalStateException("away")));

    assertThat(book.find("sip:alice@example.com").toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(new Verdict.Reject(503, null));
  }
}
