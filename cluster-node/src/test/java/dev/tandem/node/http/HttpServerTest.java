package dev.tandem.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.health.Health;
import dev.tandem.node.metrics.Metrics;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {
  private static final SessionId TALKING = new SessionId("1-aaaaaaaaaaaa");
  private static final SessionId ENDED = new SessionId("2-bbbbbbbbbbbb");
  private static final SessionId SILENT = new SessionId("3-cccccccccccc");
  private static final SessionId FAILING = new SessionId("4-dddddddddddd");

  private static final AddressOfRecord ALICE = new AddressOfRecord("alice@example.com");
  private static final Binding BINDING =
      new Binding(
          "k",
          "sip:al@192.0.2.7",
          500,
          Instant.parse("2026-01-01T00:10:00Z"),
          "c",
          1,
          null,
          0,
          List.of(),
          new PeerAddress("udp", "192.0.2.7", 5060),
          "127.0.0.1:25520",
          "phone/1",
          Instant.parse("2026-01-01T00:00:00Z"));

  private final HttpSettings settings =
      new HttpSettings("127.0.0.1", 0, 8, Duration.ofSeconds(1), Duration.ofMillis(300), 1_024);
  private final Health health = new Health();
  private final Metrics metrics = new Metrics();
  private final HttpClient client = HttpClient.newHttpClient();
  private ActorTestKit kit;
  private HttpServer server;

  @BeforeAll
  void start() {
    kit = ActorTestKit.create(ConfigFactory.load());
    server = HttpServer.start(kit.system(), settings, health, metrics, new TwoSessions());
  }

  @AfterAll
  void stop() {
    server.stop(Duration.ofSeconds(1)).toCompletableFuture().join();
    kit.shutdownTestKit();
    metrics.close();
    client.close();
  }

  @Nested
  class AskedForHealth {
    @Test
    void saysWhyItIsNotReadyUntilItIs() throws Exception {
      assertThat(get("/health/live").statusCode()).isEqualTo(200);
      assertThat(get("/health/startup").statusCode()).isEqualTo(503);
      assertThat(json(get("/health/ready")).at("/reasons/0").asText()).isEqualTo("starting");

      health.markStarted();

      assertThat(get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(get("/health/startup").statusCode()).isEqualTo(200);
    }

    @Test
    void showsItsMetricsAsText() throws Exception {
      var response = get("/metrics");

      assertThat(response.headers().firstValue("content-type"))
          .hasValue("text/plain; charset=UTF-8");
      assertThat(response.body()).contains("jvm_memory_used_bytes");
    }
  }

  @Nested
  class AskedForRegistrations {
    @Test
    void givesAPageAndWhereTheNextBegins() throws Exception {
      JsonNode page = json(get("/api/v1/registrations?limit=1"));

      assertThat(page.at("/registrations/0/address").asText()).isEqualTo("alice@example.com");
      assertThat(page.at("/registrations/0/contacts/0/uri").asText()).isEqualTo("sip:al@192.0.2.7");
      assertThat(page.at("/registrations/0/contacts/0/q").asDouble()).isEqualTo(0.5);
      assertThat(page.at("/registrations/0/contacts/0/source").asText())
          .isEqualTo("udp:192.0.2.7:5060");
      assertThat(page.at("/registrations/0/contacts/0").has("instance")).isFalse();
      assertThat(page.at("/next").asText()).isEqualTo("alice@example.com");
      assertThat(json(get("/api/v1/registrations?after=alice@example.com")).has("next")).isFalse();
    }

    @Test
    void givesOneByItsAddress() throws Exception {
      for (String address : List.of("alice@example.com", "sip:al%69ce@EXAMPLE.com")) {
        assertThat(json(get("/api/v1/registrations/" + address)).at("/address").asText())
            .isEqualTo("alice@example.com");
      }
      assertThat(get("/api/v1/registrations/bob@example.com").statusCode()).isEqualTo(404);
      assertThat(get("/api/v1/registrations/nobody").statusCode()).isEqualTo(400);
    }

    @Test
    void saysWhatIsWrongWithAQuestion() throws Exception {
      for (String query :
          List.of("limit=0", "limit=1001", "after=x", "state=y", "limit=1&limit=2")) {
        assertThat(get("/api/v1/registrations?" + query).statusCode()).as(query).isEqualTo(400);
      }
    }
  }

  @Nested
  class AskedForSessions {
    @Test
    void givesAPageAndWhereTheNextBegins() throws Exception {
      JsonNode page = json(get("/api/v1/sessions?limit=1&state=Active"));

      assertThat(page.at("/sessions/0/id").asText()).isEqualTo(TALKING.value());
      assertThat(page.at("/sessions/0/state").asText()).isEqualTo("Active");
      assertThat(page.at("/sessions/0/started").asText()).isEqualTo("2026-01-01T00:00:00Z");
      assertThat(page.at("/sessions/0").has("answered")).isFalse();
      assertThat(page.at("/next").asText()).isEqualTo(TALKING.value());
    }

    @Test
    void givesOneById() throws Exception {
      assertThat(json(get("/api/v1/sessions/" + TALKING)).at("/from").asText())
          .isEqualTo("sip:alice@example.com");
    }

    @Test
    void answers404ForOneThatNobodyKnows() throws Exception {
      assertThat(get("/api/v1/sessions/9-zzzzzzzzzz").statusCode()).isEqualTo(404);
    }

    @Test
    void endsOneOnDelete() throws Exception {
      assertThat(send("DELETE", "/api/v1/sessions/" + TALKING).statusCode()).isEqualTo(202);
      assertThat(send("DELETE", "/api/v1/sessions/" + ENDED).statusCode()).isEqualTo(204);
      assertThat(send("DELETE", "/api/v1/sessions/9-zzzzzzzzzz").statusCode()).isEqualTo(404);
    }

    @Test
    void listsTheNodes() throws Exception {
      JsonNode nodes = json(get("/api/v1/nodes"));

      assertThat(nodes.at("/nodes/0/address").asText()).isEqualTo("127.0.0.1:25520");
      assertThat(nodes.at("/nodes/0").has("loadPercent")).isFalse();
    }

    @Test
    void answers503WhenTheClusterIsSilentOrFails() throws Exception {
      var late = get("/api/v1/sessions/" + SILENT);
      var failed = get("/api/v1/sessions/" + FAILING);

      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.headers().firstValue("retry-after")).hasValue("1");
      assertThat(json(late).at("/detail").asText()).contains("did not answer in time");
      assertThat(failed.statusCode()).isEqualTo(503);
      assertThat(failed.body()).doesNotContain("secret detail");
    }
  }

  @Nested
  class AskedBadly {
    @Test
    void namesTheParameterThatIsWrong() throws Exception {
      for (String query :
          List.of(
              "limit=0", "limit=1001", "limit=x", "limit=99999999999", "after=../x", "state=%00")) {
        var response = get("/api/v1/sessions?" + query);
        assertThat(response.statusCode()).as(query).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type"))
            .hasValue("application/problem+json");
        assertThat(json(response).at("/where").asText()).isEqualTo(query.split("=")[0]);
      }
      assertThat(get("/api/v1/sessions?limit=1000").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesParametersItDoesNotKnowOrHearsTwice() throws Exception {
      assertThat(get("/api/v1/sessions?limt=1").statusCode()).isEqualTo(400);
      assertThat(get("/api/v1/sessions?limit=1&limit=2").statusCode()).isEqualTo(400);
    }

    @Test
    void refusesAnIdThatIsNone() throws Exception {
      assertThat(get("/api/v1/sessions/bob").statusCode()).isEqualTo(400);
      assertThat(send("POST", "/api/v1/sessions/bob/hold").statusCode()).isEqualTo(400);
    }

    @Test
    void aSessionIsHeldAndResumedByPost() throws Exception {
      String session = "/api/v1/sessions/1-aaaaaaaaaaaa";
      assertThat(send("POST", session + "/hold").statusCode()).isEqualTo(204);
      var resumed = send("POST", session + "/resume");
      assertThat(resumed.statusCode()).isEqualTo(409);
      assertThat(json(resumed).at("/detail").asText()).isEqualTo("not on hold");
      assertThat(get(session + "/hold").statusCode()).isEqualTo(405);
      assertThat(send("POST", session + "/x").statusCode()).isEqualTo(404);
    }

    @Test
    void answers404And405InJson() throws Exception {
      assertThat(json(get("/nothing")).at("/status").asInt()).isEqualTo(404);
      var post = send("POST", "/api/v1/sessions");
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(json(post).at("/detail").asText()).contains("GET");
    }

    @Test
    void boundsTheAddressTheHeadersAndTheBody() throws Exception {
      assertThat(get("/" + "x".repeat(2_100)).statusCode()).isEqualTo(414);
      assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(5_000) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 431");
      assertThat(raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n"))
          .matches("(?s)(HTTP/1.1 4..).*");
    }

    @Test
    void refusesAForeignHostOnLoopback() throws Exception {
      assertThat(raw("GET /health/live HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
          .startsWith("HTTP/1.1 403");
      assertThat(raw("GET /health/live HTTP/1.1\r\nHost: localhost:8080\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
      assertThat(raw("GET http://evil.example/health/live HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
          .startsWith("HTTP/1.1 403");
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
      assertThat(send("HEAD", "/health/live").statusCode()).isEqualTo(200);
      assertThat(send("HEAD", "/health/live").body()).isEmpty();
    }

    @Test
    void closesAConnectionThatSaysNothing() throws Exception {
      assertThat(raw("GET /health/live HTTP/1.1\r\nHost:")).isEmpty();
    }
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() {
    var taken =
        new HttpSettings(
            "127.0.0.1",
            server.address().getPort(),
            8,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            0);

    assertThatThrownBy(
            () -> HttpServer.start(kit.system(), taken, health, metrics, new TwoSessions()))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("127.0.0.1:" + taken.port())
        .hasMessageContaining("in use")
        .hasMessageContaining("--http-port");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    var request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /// What comes back until the server closes, or one answer's beginning.
  private String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      byte[] answer = new byte[4_096];
      int length = socket.getInputStream().read(answer);
      return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.US_ASCII);
    } catch (SocketException e) {
      return ""; // closed by a reset
    }
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  /// Two sessions, one that never answers and one that fails.
  private static final class TwoSessions implements HttpDoors {
    @Override
    public CompletionStage<List<RecordView>> records(long after, int limit, int waitSeconds) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Leaving> drain(String node, boolean force) {
      return CompletableFuture.completedFuture(
          node.equals("10.0.0.1:25520")
              ? (force ? Leaving.LEAVES : Leaving.LAST)
              : Leaving.UNKNOWN);
    }

    @Override
    public CompletionStage<SessionPage> sessions(SessionQuery query) {
      return CompletableFuture.completedFuture(
          new SessionPage(List.of(view(TALKING, "Active")), TALKING.value()));
    }

    @Override
    public CompletionStage<Optional<SessionView>> session(SessionId id) {
      if (id.equals(SILENT)) {
        return new CompletableFuture<>();
      }
      if (id.equals(FAILING)) {
        throw new IllegalStateException("secret detail");
      }
      return CompletableFuture.completedFuture(
          id.equals(TALKING) ? Optional.of(view(id, "Active")) : Optional.empty());
    }

    @Override
    public CompletionStage<Termination> terminate(SessionId id) {
      return CompletableFuture.completedFuture(
          id.equals(TALKING)
              ? Termination.ENDING
              : id.equals(ENDED) ? Termination.ENDED : Termination.UNKNOWN);
    }

    @Override
    public CompletionStage<@Nullable Refusal> act(SessionId id, Wish wish) {
      return CompletableFuture.completedFuture(
          wish == Wish.HOLD ? null : new Refusal(ErrorKind.INVALID_STATE, "not on hold"));
    }

    @Override
    public CompletionStage<RegistrationPage> registrations(
        int limit, @Nullable AddressOfRecord after) {
      return CompletableFuture.completedFuture(
          new RegistrationPage(
              List.of(RegistrationView.of(ALICE, List.of(BINDING))),
              after == null && limit == 1 ? ALICE.value() : null));
    }

    @Override
    public CompletionStage<Optional<RegistrationView>> registration(AddressOfRecord address) {
      return CompletableFuture.completedFuture(
          address.equals(ALICE)
              ? Optional.of(RegistrationView.of(ALICE, List.of(BINDING)))
              : Optional.empty());
    }

    @Override
    public CompletionStage<List<NodeView>> nodes() {
      return CompletableFuture.completedFuture(
          List.of(
              new NodeView(
                  "127.0.0.1:25520",
                  List.of("edge", "session"),
                  "Up",
                  3,
                  1,
                  null,
                  null,
                  null,
                  false)));
    }

    private static SessionView view(SessionId id, String state) {
      return new SessionView(
          id.value(),
          "uas",
          state,
          "sip:alice@example.com",
          "sip:bob@example.com",
          Instant.parse("2026-01-01T00:00:00Z"),
          null,
          null,
          "a84b4c76e66710",
          "127.0.0.1:5070",
          "127.0.0.1:25520",
          null,
          null,
          null,
          null,
          null);
    }
  }
}
