package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.api.CallDecision;
import dev.tandem.api.CallHandler;
import dev.tandem.api.CallSession;
import dev.tandem.api.IncomingCall;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.node.SessionManagerBuilder;
import dev.tandem.protocol.SessionHistory;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.Treatment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Behaviour that is changed by editing YAML alone, with real calls.
@Tag("end-to-end")
@Timeout(60)
class StateTablesTest {
  private static final int HTTP = 33_080;
  private static final Path PATIENT = Path.of("..", "examples", "tables", "patient.yaml");

  private static final String REFUSING =
      """
      version: "1.0"
      extends: default
      transitions:
        - { role: UAS, state: Idle, event: IncomingCall, actions: [{ type: SendSIPResponse, code: %d }, RecordEnd], next_state: Failed, publish: [CallFailed] }
      """;

  @RegisterExtension static final Stage stage = new Stage();
  static SessionCoordinator tandem;
  static Path own;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    own =
        Files.writeString(
            data.resolve("own.yaml"), "version: \"1.0\"\nextends: default\ntransitions: []\n");
    tandem =
        new SessionManagerBuilder()
            .sipPort(0)
            .localBindAddress("127.0.0.1")
            .mediaPorts(33_100, 33_199)
            .dataDirectory(data.resolve("data"))
            .setting("tandem.http.port", HTTP)
            .setting("tandem.session.state-table-watch", "100ms")
            .stateTable(own)
            .stateTable("patient", PATIENT)
            .handler(new Application())
            .build();
    tandem.start();
  }

  @AfterAll
  static void stop() {
    tandem.close();
  }

  private static final class Application implements CallHandler {
    @Override
    public CallDecision onIncomingCall(IncomingCall call) {
      String user = call.user();
      return switch (user) {
        case "answer" -> CallDecision.accept(Treatment.SILENCE);
        case "no-answer" -> CallDecision.accept(Treatment.SILENCE).withTable("gateway");
        default ->
            CallDecision.forward("sip:sipp@127.0.0.1:" + user.substring("at".length()))
                .withTable(user.startsWith("at") ? "patient" : "default");
      };
    }
  }

  private static void call(String scenario, String user) throws Exception {
    stage
        .sipp(scenario + ".xml")
        .call(tandem.boundAddress(), user, "-m", "1", "-d", "100")
        .awaitSuccess();
    Await.value("no session is left", tandem::listActiveSessions, List::isEmpty);
  }

  private static JsonNode http(String method, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + HTTP + path);
      var request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
      return new ObjectMapper()
          .readTree(client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  private static JsonNode ownTable(JsonNode tables) {
    for (JsonNode each : tables.path("tables")) {
      if (each.path("standard").asBoolean()) {
        return each;
      }
    }
    throw new AssertionError("no standard table in " + tables);
  }

  @Test
  void aBusyPhoneIsCalledAgainByEditingYamlAlone() throws Exception {
    Sipp phone = stage.sipp("called-busy-twice.xml").answer(3, "-d", "100", "-deadcall_wait", "0");
    CallSession call =
        tandem.createOutgoingCall("sip:alice@127.0.0.1", phone.uri(), Treatment.SILENCE, "patient");

    tandem.waitForAnswer(call.id(), Duration.ofSeconds(20));

    SessionHistory history = tandem.getHistory(call.id()).orElseThrow();
    assertThat(history.table()).isEqualTo("patient");
    assertThat(history.conditions()).containsEntry("RetryCount", 2);
    assertThat(history.steps().stream().filter(it -> it.event().equals("RetryTimeout"))).hasSize(2);
    JsonNode shown = http("GET", "/api/v1/sessions/" + call.id() + "/history");
    assertThat(shown.path("state").asText()).isEqualTo("Active");
    assertThat(shown.path("possible").toString()).contains("HangupCall");
    tandem.terminateSession(call.id());
    phone.awaitSuccess();
  }

  @Test
  void theLegThatACallIsPutThroughToFollowsItsTable() throws Exception {
    Sipp phone = stage.sipp("called-busy-twice.xml").answer(3, "-d", "100", "-deadcall_wait", "0");

    call("caller", "at" + phone.port());

    phone.awaitSuccess();
  }

  @Test
  void aCallMayFollowAShippedTableOfItsOwn() throws Exception {
    call("caller", "answer");
    call("refused-no-answer", "no-answer"); // a gateway answers nothing itself
  }

  @Test
  void aChangedFileCountsForCallsToComeAndABrokenOneForNone() throws Exception {
    Sipp phone = stage.sipp("called.xml").answer(1, "-d", "50");
    CallSession up = tandem.createOutgoingCall("sip:alice@127.0.0.1", phone.uri());
    tandem.waitForAnswer(up.id(), Duration.ofSeconds(20));
    String before = tandem.getHistory(up.id()).orElseThrow().tableId();

    Files.writeString(own, REFUSING.formatted(486));
    String now =
        Await.value(
            "the file is read again",
            () -> ownTable(http("GET", "/api/v1/tables")).path("id").asText(),
            id -> !id.equals(before));
    callRefused("refused-busy");
    assertThat(tandem.getHistory(up.id()).orElseThrow().tableId()).isEqualTo(before);

    Files.writeString(own, REFUSING.formatted(603).replace("SendSIPResponse", "SendSIPRespons"));
    JsonNode wrong =
        Await.value(
            "the broken file is reported",
            () -> ownTable(http("POST", "/api/v1/tables/reload")),
            table -> table.has("problem"));
    assertThat(wrong.path("id").asText()).isEqualTo(now);
    assertThat(wrong.path("problem").asText())
        .contains("own.yaml:4:")
        .contains("did you mean SendSIPResponse?");
    callRefused("refused-busy");

    Files.writeString(own, "version: \"1.0\"\nextends: default\ntransitions: []\n");
    Await.value(
        "the mended file is taken",
        () -> ownTable(http("POST", "/api/v1/tables/reload")),
        table -> !table.has("problem") && table.path("id").asText().equals(before));
    tandem.terminateSession(up.id());
    phone.awaitSuccess();
    Await.value("no session is left", tandem::listActiveSessions, List::isEmpty);
  }

  private static void callRefused(String scenario) throws Exception {
    stage
        .sipp(scenario + ".xml")
        .call(tandem.boundAddress(), "answer", "-m", "1", "-d", "100")
        .awaitSuccess();
    assertThat(tandem.getActiveSessions(null, 10).stream().map(SessionInfo::role))
        .containsExactly("UAC");
  }
}
