package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every behaviour of `deploy/sipp`, one scenario each, against whatever stands behind one address.
abstract class SippCases {
  @RegisterExtension static final Stage stage = new Stage();

  /// What a node needs for all of them.
  static final String SETTINGS =
      """
      tandem.users = [{ user = alice, password = secret }]
      tandem.edge.auth.trusted = ["127.0.0.1"]
      tandem.edge.logins = [{ realm = sipp, user = tandem, password = secret }]
      tandem.routes = [
        { user = answer, do = answer }
        { user = busy, do = "reject 486" }
        { user = declined, do = "reject 603" }
        { user = no-answer, do = "reject 480" }
        { user = "both([0-9]+)-([0-9]+)",
          do = "bridge sip:sipp@127.0.0.1:$1 sip:sipp@127.0.0.1:$2" }
        { user = early, do = early }
        { user = elsewhere, do = "redirect sip:elsewhere@127.0.0.1:9" }
        { user = "gateway([0-9]+)", do = "bridge sip:sipp@127.0.0.1:$1", table = gateway }
        { user = "at([0-9]+)", do = "bridge sip:sipp@127.0.0.1:$1" }
      ]
      """;

  /// Whom sipp calls.
  abstract InetSocketAddress door();

  /// Where the messages of a dialog keep their order: a NOTIFY before the answer to its REFER or
  /// SUBSCRIBE, or a REFER before the ACK, is nobody's fault, but no scenario of sipp can take it.
  abstract InetSocketAddress orderlyDoor();

  abstract NodeHttp http();

  /// Waits until no call has left anything behind.
  abstract void awaitQuiet();

  /// What sipp calls by where both are worth a call, in its own words: `u1` for UDP, `t1` for TCP.
  abstract List<String> transports();

  /// What a test that failed has left would make those after it fail too.
  @AfterEach
  void hangUpWhatIsLeft() {
    http().sessions().forEach(it -> http().hangUp(it.path("id").asText()));
  }

  private void play(String scenario, String user) throws Exception {
    play(scenario, user, "u1");
  }

  private void play(String scenario, String user, String transport) throws Exception {
    boolean notified = scenario.startsWith("subscribe");
    stage
        .sipp(scenario + ".xml")
        .call(notified ? orderlyDoor() : door(), user, "-m", "1", "-d", "100", "-t", transport)
        .awaitSuccess();
    awaitQuiet();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caller",
        "options",
        "unknown-dialog",
        "unknown-extension",
        "malformed-headers",
        "offerless",
        "nothing-in-common",
        "hold",
        "overlapping",
        "update",
        "session-timer",
        "session-interval-too-small",
        "subscribe-dialog",
        "subscribe-conference",
        "subscribe-too-briefly",
        "subscriber-gone",
        "unknown-event",
        "publish-refused",
        "message-refused"
      })
  void aCallerDoes(String scenario) throws Exception {
    for (String transport : transports()) {
      play(scenario, "answer", transport);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "declined", "elsewhere", "no-answer", "not-found"})
  void aCallerIsRefused(String how) throws Exception {
    play("refused-" + how, how);
  }

  @Test
  void nobodyIsThere() throws Exception {
    play("options-nobody", "stranger");
  }

  @Test
  void aCallerHearsTheApplicationEarly() throws Exception {
    play("early-media", "early");
  }

  @ParameterizedTest
  @CsvSource({
    "message, called-message",
    "caller, called",
    "reliable-ringing, called",
    "refused-busy, called-busy",
    "refused-declined, called-declines",
    "caller, called-elsewhere",
    "caller, called-wants-longer",
    "caller, called-early",
    "caller, called-challenges",
    "b2bua-early, called-early",
    "b2bua-early-reliable, called-early",
    "b2bua-early-cancel, called-early-rings",
    "b2bua-headers, called-reads-headers",
    "b2bua-info, called-informed",
    "caller, called-forks",
    "caller, called-hangs-up-too",
    "cancel, called-rings",
    "cancel, called-answers-late"
  })
  void aCallerMeets(String caller, String called) throws Exception {
    Sipp other = stage.sipp(called + ".xml").answer(1, "-d", "300"); // rings so long
    play(caller, "at" + other.port());
    other.awaitSuccess();
  }

  /// Two who are called; the caller connects them and is gone.
  @ParameterizedTest
  @ValueSource(strings = {"transfer", "transfer-at-once", "transfer-silent"})
  void aCallerTransfers(String how) throws Exception {
    Sipp first = stage.sipp("called.xml").answer(1, "-d", "50");
    Sipp second = stage.sipp("called.xml").answer(1, "-d", "100");
    stage
        .sipp(how + ".xml")
        .call(orderlyDoor(), "at" + first.port(), "-m", "1", "-key", "target", "at" + second.port())
        .awaitSuccess();

    List<JsonNode> left =
        Await.value(
            "the two are connected",
            http()::sessions,
            all ->
                all.size() == 2
                    && all.get(0).path("bridge").equals(all.get(1).path("bridge"))
                    && all.stream().allMatch(it -> it.path("state").asText().equals("Active")));
    http().hangUp(left.getFirst().path("id").asText());
    first.awaitSuccess();
    second.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void aTransferToSomebodyBusyLeavesTheCallAsItWas() throws Exception {
    Sipp first = stage.sipp("called.xml").answer(1, "-d", "50");
    Sipp busy = stage.sipp("called-busy.xml").answer(1, "-d", "50");
    stage
        .sipp("transfer-fails.xml")
        .call(orderlyDoor(), "at" + first.port(), "-m", "1", "-key", "target", "at" + busy.port())
        .awaitSuccess();
    first.awaitSuccess();
    busy.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void aTransferToNobodyIsRefused() throws Exception {
    stage.sipp("transfer-refused.xml").call(orderlyDoor(), "answer", "-m", "1").awaitSuccess();
    awaitQuiet();
  }

  @ParameterizedTest
  @CsvSource({"transferee, 204", "transferee-fails, 409"})
  void aCallerIsTransferred(String how, int status) throws Exception {
    Sipp caller = stage.sipp(how + ".xml").call(orderlyDoor(), "answer", "-m", "1", "-d", "100");
    JsonNode call =
        Await.value(
                "the call is up",
                http()::sessions,
                all -> all.size() == 1 && all.get(0).path("state").asText().equals("Active"))
            .getFirst();
    String path = "/api/v1/sessions/" + call.path("id").asText() + "/transfer";
    var answer = http().post(path + "?to=sip:carol@127.0.0.1:9");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    caller.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void theFirstOfTwoThatAnswersHasTheCall() throws Exception {
    Sipp late = stage.sipp("called-too.xml").answer(1);
    Sipp first = stage.sipp("called.xml").answer(1, "-d", "300");
    play("caller", "both" + late.port() + "-" + first.port());
    first.awaitSuccess();
    late.awaitSuccess();
  }

  @Test
  void aCallerHangsUpBeforeTheAnswer() throws Exception {
    Sipp called = stage.sipp("called-early-rings.xml").answer(1);
    stage
        .sipp("b2bua-early-bye.xml")
        .call(orderlyDoor(), "at" + called.port(), "-m", "1")
        .awaitSuccess();
    called.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void aKeyFindsTheCallLost() throws Exception {
    Sipp caller = stage.sipp("key-to-nobody.xml").call(door(), "answer", "-m", "1");
    String id = awaitSession(SippCases::isActive).path("id").asText();

    var pressed = http().post("/api/v1/sessions/" + id + "/dtmf?keys=5");
    assertThat(pressed.statusCode()).as(pressed.body()).isEqualTo(409);
    caller.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void keysArePressedInOrder() throws Exception {
    Sipp caller = stage.sipp("keys.xml").call(door(), "answer", "-m", "1");
    String id =
        Await.value(
                "the call is up",
                () -> http().sessions(),
                all -> all.size() == 1 && all.getFirst().path("state").asText().equals("Active"))
            .getFirst()
            .path("id")
            .asText();
    String path = "/api/v1/sessions/" + id + "/dtmf?duration=200&gap=50&keys=";

    assertThat(http().post(path + "9x").statusCode()).isEqualTo(400);
    var pressed = http().post(path + "1%23wA");
    assertThat(pressed.statusCode()).as(pressed.body()).isEqualTo(204);
    caller.awaitSuccess();
    awaitQuiet();
    assertThat(http().post(path + "1").statusCode()).isEqualTo(404);
  }

  @Test
  void aPhoneRegistersAndUnregisters() throws Exception {
    for (String transport : transports()) {
      play("registrar", "alice", transport);
    }
  }

  @Test
  void bothHold() throws Exception {
    Sipp caller = stage.sipp("double-hold.xml").call(door(), "answer", "-m", "1");
    JsonNode call = awaitSession(it -> it.path("heldByPeer").asBoolean());
    act(call, "hold");
    act(call, "resume");
    caller.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void bothOfferAtOnceAndTheCallIsTheirs() throws Exception {
    Sipp caller = stage.sipp("glare.xml").call(door(), "answer", "-m", "1");
    act(awaitSession(SippCases::isActive), "hold");
    caller.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void bothOfferAtOnceAndTheCallIsOurs() throws Exception {
    Sipp called = stage.sipp("called-glare.xml").answer(1, "-d", "50");
    Sipp caller = stage.sipp("caller-waits.xml").call(door(), "at" + called.port(), "-m", "1");
    act(awaitSession(SippCases::isCalledAndActive), "hold");
    caller.awaitSuccess();
    called.awaitSuccess();
    awaitQuiet();
  }

  @ParameterizedTest
  @ValueSource(strings = {"called-held", "called-refuses-hold"})
  void aGatewayPassesHold(String called) throws Exception {
    Sipp other = stage.sipp(called + ".xml").answer(1, "-d", "50");
    play("b2bua-hold", "gateway" + other.port());
    other.awaitSuccess();
  }

  @Test
  void aCallMovesToAnotherDevice() throws Exception {
    Sipp first = stage.sipp("called.xml").answer(1, "-d", "50");
    Sipp busy = stage.sipp("called-busy.xml").answer(1);
    Sipp next = stage.sipp("called.xml").answer(1, "-d", "100");
    Sipp caller = stage.sipp("caller-waits.xml").call(door(), "at" + first.port(), "-m", "1");
    String call =
        awaitSession(it -> isActive(it) && it.path("role").asText().equals("UAS"))
            .path("id")
            .asText();
    String path = "/api/v1/sessions/" + call + "/move?to=";
    assertThat(http().post(path + busy.uri()).statusCode()).isEqualTo(409);
    assertThat(http().post(path + "stranger@127.0.0.1").statusCode()).isEqualTo(404);
    var moved = http().post(path + next.uri());
    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(204);
    caller.awaitSuccess();
    busy.awaitSuccess();

    List<JsonNode> left =
        Await.value(
            "the device has the call",
            http()::sessions,
            all -> all.size() == 2 && all.stream().allMatch(SippCases::isActive));
    http().hangUp(left.getFirst().path("id").asText());
    first.awaitSuccess();
    next.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void aCallerIsBehindAStrictRouter() throws Exception {
    Sipp caller = stage.sipp("strict-route.xml").call(door(), "answer", "-m", "1");
    JsonNode call = awaitSession(SippCases::isActive);
    act(call, "hold");
    http().hangUp(call.path("id").asText());
    caller.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void whoIsCalledIsBehindAStrictRouter() throws Exception {
    Sipp called = stage.sipp("called-strict-route.xml").answer(1, "-d", "50");
    Sipp caller = stage.sipp("caller-waits.xml").call(door(), "at" + called.port(), "-m", "1");
    JsonNode leg = awaitSession(SippCases::isCalledAndActive);
    act(leg, "hold");
    http().hangUp(leg.path("id").asText());
    caller.awaitSuccess();
    called.awaitSuccess();
    awaitQuiet();
  }

  @Test
  void weSubscribeAndTheOtherSideEndsIt() throws Exception {
    Sipp other = stage.sipp("called-subscribed.xml").answer(1);
    String id = subscribed(other);
    awaitSubscription(id, it -> it.path("body").asText().equals("<presence/>"));
    other.awaitSuccess();
    awaitSubscription(id, it -> it.path("status").asInt() == 404);
  }

  @Test
  void weSubscribeAndTakeItBack() throws Exception {
    Sipp other = stage.sipp("called-unsubscribed.xml").answer(1);
    String id = subscribed(other);
    awaitSubscription(id, it -> it.path("state").asText().equals("pending"));
    assertThat(http().json("/api/v1/subscriptions").findValuesAsText("id")).containsExactly(id);
    assertThat(http().delete("/api/v1/subscriptions/" + id)).isEqualTo(204);
    other.awaitSuccess();
    awaitSubscription(id, it -> it.path("status").asInt() == 404);
    assertThat(http().delete("/api/v1/subscriptions/" + id)).isEqualTo(404);
  }

  private String subscribed(Sipp other) {
    var begun =
        http()
            .post(
                "/api/v1/subscriptions",
                "{\"uri\": \"%s\", \"event\": \"presence\", \"expires\": 60, \"accept\": [\"application/pidf+xml\"]}"
                    .formatted(other.uri()));
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    String location = begun.headers().firstValue("Location").orElse("");
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private void awaitSubscription(String id, Predicate<JsonNode> wanted) {
    Await.value("the subscription", () -> http().json("/api/v1/subscriptions/" + id), wanted);
  }

  private static boolean isActive(JsonNode session) {
    return session.path("state").asText().equals("Active");
  }

  private static boolean isCalledAndActive(JsonNode session) {
    return isActive(session) && session.path("role").asText().equals("UAC");
  }

  private JsonNode awaitSession(Predicate<JsonNode> wanted) {
    return Await.value(
            "such a session",
            () -> http().sessions().stream().filter(wanted).toList(),
            found -> !found.isEmpty())
        .getFirst();
  }

  private void act(JsonNode session, String what) {
    var answer = http().post("/api/v1/sessions/" + session.path("id").asText() + "/" + what);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }
}
