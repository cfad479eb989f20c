package dev.tandem.node.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Linphone registers with a password, calls, holds and resumes.
@Tag("end-to-end")
@Timeout(90)
class LinphoneTest {
  @RegisterExtension static final Stage stage = new Stage();
  static Phones phones;
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    Tools.find("linphonec");
    phones = Phones.start(stage, Phones.BY_NAME, List.of());
    node = phones.node();
  }

  private static void awaitBoth(String what, Predicate<List<JsonNode>> right) {
    Await.value(
        what,
        node.http()::sessions,
        all ->
            all.size() == 2
                && all.stream().allMatch(it -> it.path("state").asText().equals("Active"))
                && right.test(all));
  }

  @ParameterizedTest
  @CsvSource({"udp, tcp", "tcp, tls", "tls, udp"})
  void itCallsHoldsResumesAndHangsUp(String callers, String calleds) throws Exception {
    Linphone bob = phones.linphone("bob", calleds);
    Linphone alice = phones.linphone("alice", callers);
    alice.call(node.sip(callers), callers, "bob");
    awaitBoth("they talk", all -> !Phones.isHeld(all));
    alice.awaitSays("connected");

    alice.does("pause");
    alice.awaitSays("is now paused");
    awaitBoth("alice holds", Phones::isHeld);
    alice.does("resume");
    awaitBoth("alice has resumed", all -> !Phones.isHeld(all));

    bob.does("terminate");
    node.awaitQuiet();
    alice.awaitSays("ended");
  }
}
