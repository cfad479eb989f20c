package dev.tandem.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.tandem.api.SessionException;
import dev.tandem.api.SipResult;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.health.Health;
import dev.tandem.node.metrics.Metrics;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.KeyPresses;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionInfo;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.TrunkInfo;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {
  private static final SubscriptionId WATCHER = new SubscriptionId("1-wwwwwwwwwwww");
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
    void textsAndQuestionsGoOut() throws Exception {
      String text = "{\"from\": \"sip:a@x\", \"to\": \"sip:b@x\", \"body\": \"Hello\"}";
      var sent = post("/api/v1/messages", text);
      assertThat(sent.statusCode()).isEqualTo(200);
      assertThat(json(sent).at("/status").asInt()).isEqualTo(200);
      assertThat(json(sent).at("/reason").asText()).isEqualTo("sip:a@x text/plain");
      assertThat(json(sent).at("/body").asText()).isEqualTo("Hello");
      assertThat(post("/api/v1/messages", text.replace("sip:b", "b")).statusCode()).isEqualTo(400);
      assertThat(post("/api/v1/messages", "{\"to\": \"sip:b@x\"}").statusCode()).isEqualTo(400);
      assertThat(post("/api/v1/messages", "{").statusCode()).isEqualTo(400);
      var tooLarge = post("/api/v1/messages", "x".repeat(70_000));
      assertThat(tooLarge.statusCode()).isEqualTo(413);
      assertThat(tooLarge.headers().firstValue("Connection")).hasValue("close");
      assertThat(get("/api/v1/messages").statusCode()).isEqualTo(405);
      assertThat(json(get("/api/v1/options?uri=sip:b@x")).at("/status").asInt()).isEqualTo(404);
      assertThat(get("/api/v1/options").statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsWrongWithATextIsToldByItsKey() throws Exception {
      String right = "{\"from\": \"sip:a@x\", \"to\": \"sip:b@x\", \"body\": \"Hello\"}";
      wrong(right.replace("sip:b@x", "b"), "to", "must be a SIP URI");
      wrong(right.replace("body", "boddy"), "boddy", "no such key");
      wrong(right.replace("\"Hello\"", "1"), "body", "must be text in quotes");
      wrong(right.replace("\"Hello\"", "true"), "body", "must be text in quotes");
      wrong(right.replace("\"Hello\"", "1.5"), "body", "must be text in quotes");
      wrong(right.replace("\"sip:a@x\"", "{}"), "from", "must be text in quotes");
      wrong("{\"to\": \"sip:b@x\"}", "from", "is missing");
      wrong("{\"from\": \"sip:a@x\"}", "to", "is missing");
      wrong("{\"from\": \"sip:a@x\", \"to\": \"sip:a@x\"}", "body", "is missing");
      wrong("{\"to\": \"a\", \"to\": \"b\"}", "body", "Duplicate");
      for (String none : List.of("null", "[]", "1", "\"x\"", right + right)) {
        wrong(none, "body", "message");
      }
      wrong("{", "body", "is no JSON");
      wrong("", "body", "message");
    }

    @Test
    void subscriptionsBeginAreShownAndEnd() throws Exception {
      String path = "/api/v1/subscriptions";
      String right = "{\"uri\": \"sip:b@x\", \"event\": \"dialog\", \"expires\": 60}";
      var begun = post(path, right);
      assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
      assertThat(begun.headers().firstValue("Location")).contains(path + "/" + WATCHER);
      assertThat(json(begun).at("/state").asText()).isEqualTo("active");
      assertThat(post(path, right.replace("dialog", "silent")).statusCode()).isEqualTo(202);
      var refused = post(path, right.replace("dialog", "unknown"));
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(json(refused).at("/detail").asText()).contains("489");
      assertThat(json(get(path)).at("/subscriptions/0/id").asText()).isEqualTo(WATCHER.value());
      assertThat(json(get(path + "?limit=1")).at("/next").asText()).isEqualTo(WATCHER.value());
      for (String query : List.of("?limit=0", "?limit=1001", "?after=x", "?x=1")) {
        assertThat(get(path + query).statusCode()).as(query).isEqualTo(400);
      }
      assertThat(json(get(path + "/" + WATCHER)).at("/body").asText()).isEqualTo("news");
      assertThat(get(path + "/1-0000000000").statusCode()).isEqualTo(404);
      assertThat(send("DELETE", path + "/" + WATCHER).statusCode()).isEqualTo(204);
      assertThat(send("DELETE", path + "/1-0000000000").statusCode()).isEqualTo(404);
      assertThat(send("DELETE", path + "/x").statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsWrongWithASubscriptionIsToldByItsKey() throws Exception {
      String path = "/api/v1/subscriptions";
      String right = "{\"uri\": \"sip:b@x\", \"event\": \"dialog\", \"expires\": 60}";
      wrong(path, right.replace("60", "1"), "expires", "must be more");
      wrong(path, right.replace("60", "\"60\""), "expires", "kind");
      wrong(path, right.replace("60", "1.5"), "expires", "kind");
      wrong(path, right.replace("60", "60, \"accept\": \"x\""), "accept", "kind");
      wrong(path, right.replace("uri", "url"), "url", "no such key");
      wrong(path, "{\"event\": \"dialog\"}", "uri", "is missing");
      wrong(path, "{\"uri\": \"sip:b@x\"}", "event", "is missing");
    }

    private void wrong(String body, String where, String detail) throws Exception {
      wrong("/api/v1/messages", body, where, detail);
    }

    private void wrong(String path, String body, String where, String detail) throws Exception {
      var answer = post(path, body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(json(answer).at("/where").asText()).as(body).isEqualTo(where);
      assertThat(json(answer).at("/detail").asText()).as(body).contains(detail);
    }

    @Test
    void aUriThatIsNoneIsToldByItsParameter() throws Exception {
      String transfer = "/api/v1/sessions/1-aaaaaaaaaaaa/transfer";
      for (String path : List.of("/api/v1/options?uri=foo", "/api/v1/options")) {
        assertThat(json(get(path)).at("/where").asText()).as(path).isEqualTo("uri");
      }
      assertThat(json(send("POST", transfer + "?to=foo")).at("/where").asText()).isEqualTo("to");
    }

    @ParameterizedTest
    @CsvSource({
      "keys=x, keys",
      "duration=100, keys",
      "keys=1&duration=x, duration",
      "keys=1&duration=1, duration",
      "keys=1&duration=100&gap=x, gap",
      "keys=1&gap=9999, gap",
      "keys=11111&duration=5000, keys",
    })
    void keysThatCannotBePressedAreToldByTheirParameter(String query, String where)
        throws Exception {
      var answer = send("POST", "/api/v1/sessions/1-aaaaaaaaaaaa/dtmf?" + query);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(json(answer).at("/where").asText()).isEqualTo(where);
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

    @ParameterizedTest
    @ValueSource(strings = {"hold", "resume", "media?codecs=PCMA"})
    void whatThePeerHasNotAgreedToInTimeBlamesNotTheCluster(String wish) throws Exception {
      var late = send("POST", "/api/v1/sessions/" + SILENT + "/" + wish);

      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(json(late).at("/detail").asText())
          .startsWith("the peer has not agreed in time")
          .contains("491")
          .contains("GET /api/v1/sessions/" + SILENT + " ");
    }

    @Test
    void aSessionIsMutedAndHeardAgainByPost() throws Exception {
      String session = "/api/v1/sessions/1-aaaaaaaaaaaa";
      assertThat(send("POST", session + "/mute").statusCode()).isEqualTo(204);
      assertThat(send("POST", session + "/mute?what=out").statusCode()).isEqualTo(204);
      assertThat(send("POST", session + "/unmute").statusCode()).isEqualTo(204);
      var in = send("POST", session + "/mute?what=in");
      assertThat(json(in).at("/detail").asText()).isEqualTo("no call is muted IN");
      assertThat(send("POST", session + "/mute?what=all").statusCode()).isEqualTo(400);
      assertThat(get(session + "/mute").statusCode()).isEqualTo(405);
    }

    @Test
    void otherMediaIsAskedForByPost() throws Exception {
      String media = "/api/v1/sessions/1-aaaaaaaaaaaa/media";
      assertThat(send("POST", media + "?codecs=PCMA,PCMU&order=ours").statusCode()).isEqualTo(204);
      var refused = send("POST", media + "?direction=recvonly");
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(json(refused).at("/detail").asText()).isEqualTo("null RECVONLY");
      for (String wrong :
          List.of(
              "",
              "?codecs=",
              "?codecs=G729",
              "?order=theirs",
              "?x=1",
              "?direction=up",
              "?codecs=PCMU&required=PCMA",
              "?codecs=PCMU&codecs=PCMA")) {
        assertThat(send("POST", media + wrong).statusCode()).as(wrong).isEqualTo(400);
      }
      assertThat(get(media + "?codecs=PCMA").statusCode()).isEqualTo(405);
    }

    @Test
    void aSessionIsMovedByPost() throws Exception {
      String move = "/api/v1/sessions/1-aaaaaaaaaaaa/move";
      assertThat(send("POST", move + "?to=alice@example.com").statusCode()).isEqualTo(204);
      assertThat(send("POST", move + "?to=bob@example.com").statusCode()).isEqualTo(404);
      assertThat(send("POST", move).statusCode()).isEqualTo(400);
      assertThat(get(move + "?to=alice@example.com").statusCode()).isEqualTo(405);
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
  void theTableOfPathsIsComplete() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "operations.md"));
    List<String> told =
        Pattern.compile("`((GET|POST|DELETE) /[^ `?]*)`")
            .matcher(page.substring(page.indexOf("## HTTP"), page.indexOf("## Hold")))
            .results()
            .map(it -> it.group(1))
            .toList();

    assertThat(told).containsExactlyInAnyOrderElementsOf(server.paths());
  }

  @Test
  void everyPathOfTheTableIsThereAndTakesNothingElse() throws Exception {
    for (String each : server.paths()) {
      String path =
          each.substring(each.indexOf('/'))
              .replace("HOST:PORT", "10.0.0.1:25520")
              .replace("/ID", "/" + TALKING)
              .replace("ADDRESS", "alice@example.com");
      var patched = send("PATCH", path);
      assertThat(patched.statusCode()).as(each).isEqualTo(405);
      assertThat(patched.headers().firstValue("Allow").orElse("none"))
          .as(each)
          .contains(each.substring(0, each.indexOf(' ')));
      assertThat(patched.body()).as(each).contains(each.substring(0, each.indexOf(' ')));
    }
    assertThat(json(send("POST", "/api/v1/sessions/" + TALKING + "/x")).at("/detail").asText())
        .isEqualTo(
            "a session has history, hold, resume, media, mute, unmute, transfer, move, dtmf,"
                + " early-media, not x");
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

  /// Over a new connection: an idle one is closed after a second, and a POST is not repeated.
  private HttpResponse<String> post(String path, String body) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    var request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    try (HttpClient fresh = HttpClient.newHttpClient()) {
      return fresh.send(request, HttpResponse.BodyHandlers.ofString());
    }
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
    public CompletionStage<@Nullable Refusal> press(SessionId id, KeyPresses keys) {
      return CompletableFuture.completedStage(
          new Refusal(ErrorKind.INVALID_STATE, keys.keys() + " " + keys.lasts().toMillis()));
    }

    @Override
    public CompletionStage<List<TrunkView>> trunks() {
      var address = new TrunkInfo.Address("sip:192.0.2.1", TrunkInfo.Health.DOWN, 503, 3);
      var info =
          new TrunkInfo(
              "provider",
              TrunkInfo.Registration.OFF,
              null,
              null,
              null,
              List.of(address),
              2,
              0,
              "10.0.0.1:25520");
      return CompletableFuture.completedFuture(List.of(TrunkView.of(info)));
    }

    @Override
    public CompletionStage<SipResult> message(
        String from, String to, String contentType, String body) {
      if (!to.startsWith("sip:")) {
        throw new Unusable("to", "must be a SIP URI");
      }
      return CompletableFuture.completedFuture(
          new SipResult(
              200, from + " " + contentType, List.of(), null, body, Duration.ofMillis(3)));
    }

    private static SubscriptionInfo subscription(SubscriptionId id, String event) {
      return new SubscriptionInfo(
          id,
          "sip:alice@example.com",
          event,
          SubscriptionInfo.State.ACTIVE,
          false,
          Instant.EPOCH,
          Instant.EPOCH.plusSeconds(60),
          null,
          "text/plain",
          "news");
    }

    @Override
    public Subscribed subscribe(
        String from, String uri, String event, List<String> accept, Duration expires) {
      if (expires.toSeconds() < 10) {
        throw new Unusable("expires", "must be more");
      }
      return new Subscribed(
          WATCHER,
          switch (event) {
            case "silent" -> new CompletableFuture<>();
            case "unknown" ->
                CompletableFuture.failedStage(
                    new SessionException(ErrorKind.INVALID_STATE, "not subscribed: 489"));
            default -> CompletableFuture.completedStage(subscription(WATCHER, event));
          });
    }

    @Override
    public CompletionStage<List<SubscriptionInfo>> subscriptions(
        @Nullable SubscriptionId after, int limit) {
      return CompletableFuture.completedStage(List.of(subscription(WATCHER, "dialog")));
    }

    @Override
    public CompletionStage<Optional<SubscriptionInfo>> subscription(SubscriptionId id) {
      return CompletableFuture.completedStage(
          id.equals(WATCHER) ? Optional.of(subscription(id, "dialog")) : Optional.empty());
    }

    @Override
    public CompletionStage<SubscriptionInfo> unsubscribe(SubscriptionId id) {
      return id.equals(WATCHER)
          ? CompletableFuture.completedStage(subscription(id, "dialog"))
          : CompletableFuture.failedStage(
              new SessionException(ErrorKind.NOT_FOUND, "no subscription " + id));
    }

    @Override
    public CompletionStage<SipResult> options(String uri) {
      if (!uri.startsWith("sip:")) {
        throw new Unusable("uri", "must be a SIP URI");
      }
      return CompletableFuture.completedFuture(
          new SipResult(404, uri, List.of(), null, "", Duration.ofMillis(3)));
    }

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
    public CompletionStage<Optional<HistoryView>> history(SessionId id) {
      var at = Instant.parse("2026-01-01T00:00:00Z");
      var step = new HistoryView.Step(at, "IncomingCall", "Idle", "Routing", "default.yaml:40");
      return CompletableFuture.completedFuture(
          id.equals(TALKING)
              ? Optional.of(
                  new HistoryView(
                      id.value(),
                      "127.0.0.1:25520",
                      null,
                      "default.yaml",
                      "0".repeat(32),
                      "UAS",
                      "Active",
                      null,
                      List.of(step),
                      List.of("HangupCall"),
                      Map.of()))
              : Optional.empty());
    }

    @Override
    public CompletionStage<List<TableView>> tables(boolean reload) {
      return CompletableFuture.completedFuture(
          List.of(
              new TableView(
                  "default",
                  "default.yaml",
                  "0".repeat(32),
                  16,
                  200,
                  true,
                  reload ? "mine.yaml:3: unknown event" : null)));
    }

    @Override
    public CompletionStage<@Nullable Refusal> earlyMedia(SessionId id, Treatment treatment) {
      return CompletableFuture.completedFuture(
          treatment.equals(Treatment.tone(440))
              ? null
              : new Refusal(ErrorKind.INVALID_STATE, "answered"));
    }

    @Override
    public CompletionStage<@Nullable Refusal> update(
        SessionId id, @Nullable MediaOptions options, @Nullable MediaDirection direction) {
      if (id.equals(SILENT)) {
        return new CompletableFuture<>();
      }
      boolean usual = MediaOptions.codecs("PCMA", "PCMU").inOurOrder().equals(options);
      return CompletableFuture.completedStage(
          usual ? null : new Refusal(ErrorKind.INVALID_STATE, options + " " + direction));
    }

    @Override
    public CompletionStage<@Nullable Refusal> mute(SessionId id, Muting which, boolean on) {
      boolean usual = which == (on ? Muting.OUT : Muting.BOTH);
      return CompletableFuture.completedFuture(
          usual ? null : new Refusal(ErrorKind.NOT_FOUND, "no call is muted " + which));
    }

    @Override
    public CompletionStage<@Nullable Refusal> act(SessionId id, Wish wish) {
      if (id.equals(SILENT)) {
        return new CompletableFuture<>();
      }
      return CompletableFuture.completedFuture(
          wish == Wish.HOLD ? null : new Refusal(ErrorKind.INVALID_STATE, "not on hold"));
    }

    @Override
    public CompletionStage<@Nullable Refusal> transfer(SessionId id, String target) {
      return CompletableFuture.completedFuture(
          !target.startsWith("sip:")
              ? new Refusal(ErrorKind.INVALID_URI, "must be a SIP URI")
              : target.endsWith("busy")
                  ? new Refusal(ErrorKind.INVALID_STATE, "not transferred: the peer tells 486")
                  : null);
    }

    @Override
    public CompletionStage<@Nullable Refusal> move(SessionId id, String to) {
      return CompletableFuture.completedStage(
          to.equals("alice@example.com")
              ? null
              : new Refusal(ErrorKind.NOT_FOUND, "no phone is registered for " + to));
    }

    @Override
    public CompletionStage<@Nullable Refusal> connect(SessionId id, SessionId consultation) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<RegistrationPage> registrations(
        int limit, @Nullable AddressOfRecord after) {
      return CompletableFuture.completedFuture(
          new RegistrationPage(
              List.of(RegistrationView.of(ALICE, List.of(BINDING), new Gruus(new byte[16]))),
              after == null && limit == 1 ? ALICE.value() : null));
    }

    @Override
    public CompletionStage<Optional<RegistrationView>> registration(AddressOfRecord address) {
      return CompletableFuture.completedFuture(
          address.equals(ALICE)
              ? Optional.of(RegistrationView.of(ALICE, List.of(BINDING), new Gruus(new byte[16])))
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
          null,
          "a84b4c76e66710",
          "127.0.0.1:5070",
          "127.0.0.1:25520",
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }
  }
}
