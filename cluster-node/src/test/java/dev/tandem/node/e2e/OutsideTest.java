package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.node.edge.Phone;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Requests outside of calls, against real nodes: texts, subscriptions, OPTIONS.
@Tag("end-to-end")
@Timeout(90)
class OutsideTest {
  private static final String TEXT = "Content-Type: text/plain\r\n";

  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode open;

  /// Where passwords are asked for.
  static TandemNode guarded;

  @BeforeAll
  static void start() throws Exception {
    String[] routes = {
      "--set",
      "tandem.routes=[{ user = \"room.*\", do = \"conference $0\" }, { user = answer, do = answer },"
          + " { user = \".*\", do = registered }]"
    };
    open = stage.node(routes[0], routes[1], "--set", "tandem.registrar.allow=anybody");
    guarded =
        stage.node(
            routes[0],
            routes[1],
            "--set",
            "tandem.edge.auth.algorithms=[MD5]", // all that baresip knows
            "--set",
            "tandem.users=[{ user = alice, password = a1 }, { user = bob, password = b1 }]");
  }

  private static SipText outcome(SipPeer peer, SipText request) {
    return peer.await(
            "answer to " + request.method(),
            it ->
                it.status() >= 200
                    && it.method().equals(request.method())
                    && it.cseq() == request.cseq()
                    && it.header("Call-ID").equals(request.header("Call-ID")))
        .message();
  }

  private static SipText ask(SipPeer peer, SipCall line, String method, String headers) {
    SipText request = line.request(method, headers, "");
    line.send(request);
    return outcome(peer, request);
  }

  private static SipText askWithPassword(SipPeer peer, SipCall line, Supplier<SipText> request) {
    SipText first = request.get();
    line.send(first);
    SipText challenge = outcome(peer, first);
    assertThat(challenge.status()).as(peer::log).isEqualTo(401);
    var second =
        new SipText(
            Phone.authorized(
                request.get().text(), challenge.text(), peer.name(), peer.name().charAt(0) + "1"));
    line.send(second);
    return outcome(peer, second);
  }

  private static SipPeer registered(SipPeer peer) {
    SipCall line = peer.call(open.sip(), peer.name());
    String contact = "Contact: <" + peer.uri() + ">\r\n";
    assertThat(ask(peer, line, "REGISTER", contact).status()).as(peer::log).isEqualTo(200);
    return peer;
  }

  private static SipPeer.Received text(SipPeer peer) {
    return peer.await("a text", it -> it.method().equals("MESSAGE") && !it.isResponse());
  }

  private static void take(SipPeer peer, int status) {
    SipPeer.Received got = text(peer);
    assertThat(got.message().body()).isEqualTo("Hello");
    var answer = new StringBuilder("SIP/2.0 " + status + " So\r\n");
    for (String name : new String[] {"Via", "From", "Call-ID", "CSeq"}) {
      got.message().all(name).forEach(it -> answer.append(name + ": " + it + "\r\n"));
    }
    answer.append("To: " + got.message().header("To") + ";tag=x\r\nContent-Length: 0\r\n\r\n");
    peer.reply(new SipText(answer.toString()), got.back());
  }

  private static SipText says(SipPeer peer, TandemNode node, String user) {
    SipText request = peer.call(node.sip(), user).request("MESSAGE", TEXT, "");
    return new SipText(
        request.text().replace("Content-Length: 0\r\n\r\n", "Content-Length: 5\r\n\r\nHello"));
  }

  // Texts.

  @Test
  void aTextReachesEveryPhoneOfAnAddressAndOneIsEnough() throws Exception {
    SipPeer desk = registered(stage.udpPeer("bob"));
    SipPeer mobile = registered(stage.tcpPeer("bob"));
    SipPeer alice = stage.udpPeer("alice");
    SipText sent = says(alice, open, "bob");
    alice.send(sent, open.sip());
    take(desk, 486);
    take(mobile, 200);
    assertThat(outcome(alice, sent).status()).as(alice::log).isEqualTo(200);

    SipText again = says(alice, open, "bob");
    alice.send(again, open.sip());
    take(desk, 486);
    take(mobile, 480);
    assertThat(outcome(alice, again).status()).as(alice::log).isEqualTo(480);
  }

  @Test
  void aTextForNobodyIsRefused() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    SipText sent = says(alice, open, "stranger");
    alice.send(sent, open.sip());
    assertThat(outcome(alice, sent).status()).as(alice::log).isEqualTo(480);
  }

  @Test
  void aTextGoesOutByHttpAndItsAnswerComesBack() throws Exception {
    SipPeer carol = registered(stage.udpPeer("carol"));
    String host = "127.0.0.1:" + open.sip().getPort();
    CompletableFuture<JsonNode> sent =
        CompletableFuture.supplyAsync(() ->
            post(
                "{\"from\":\"sip:desk@"
                    + host
                    + "\",\"to\":\"sip:carol@"
                    + host
                    + "\",\"body\":\"Hello\"}"));
    take(carol, 202);
    assertThat(sent.get().path("status").asInt()).isEqualTo(202);
    assertThat(
            post("{\"from\":\"sip:desk@x\",\"to\":\"carol\",\"body\":\"Hello\"}")
                .path("detail")
                .asText())
        .contains("must be a SIP URI");
    assertThat(post("hello").path("status").asInt()).isEqualTo(400);
    SipPeer dave = stage.udpPeer("dave");
    JsonNode options =
        open.http().json("/api/v1/options?uri=sip:nobody@127.0.0.1:" + open.sip().getPort());
    assertThat(options.path("status").asInt()).isEqualTo(480);
    assertThat(dave.received()).isEmpty();
  }

  private static JsonNode post(String json) {
    return post(open, json);
  }

  private static JsonNode post(TandemNode node, String json) {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://" + node.http().address() + "/api/v1/messages"))
                      .POST(HttpRequest.BodyPublishers.ofString(json))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return new ObjectMapper().readTree(response.body());
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSoftphoneTakesAText() throws Exception {
    Baresip bob = stage.keep(new Baresip(stage.folder("bob")));
    stage.show("bob", bob::evidence);
    bob.registered(guarded.sip("tcp"), "tcp", "bob", "b1").answer(400, 20);
    Await.value(
        "bob is registered",
        () -> guarded.http().json("/api/v1/registrations").toString(),
        it -> it.contains("bob"));
    JsonNode sent =
        post(
            guarded,
            "{\"from\":\"sip:desk@127.0.0.1\",\"to\":\"sip:bob@127.0.0.1\",\"body\":\"Hello there\"}");
    assertThat(sent.path("status").asInt()).as(sent::toString).isEqualTo(200);
  }

  @Test
  void aTextThatIsTooLongForUdpGoesByTcp() throws Exception {
    SipPeer erin = stage.tcpPeer("erin");
    String body = "x".repeat(2_000);
    CompletableFuture<JsonNode> sent =
        CompletableFuture.supplyAsync(() ->
            post(
                "{\"from\":\"sip:desk@127.0.0.1\",\"to\":\"sip:erin@127.0.0.1:"
                    + erin.port()
                    + "\",\"body\":\""
                    + body
                    + "\"}"));
    SipPeer.Received got = text(erin);
    assertThat(got.message().body()).isEqualTo(body);
    assertThat(got.message().header("Via")).contains("/TCP ");
    sent.cancel(true);
  }

  @Test
  void textsAndSubscriptionsNeedAPasswordAndOthersCallsArePrivate() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    SipCall line = alice.call(guarded.sip(), "bob");
    assertThat(askWithPassword(alice, line, () -> line.request("MESSAGE", TEXT, "")).status())
        .as(alice::log)
        .isEqualTo(480);
    String watch = "Contact: <" + alice.uri() + ">\r\nEvent: dialog\r\n";
    SipCall others = alice.call(guarded.sip(), "bob");
    assertThat(
            askWithPassword(alice, others, () -> others.request("SUBSCRIBE", watch, "")).status())
        .isEqualTo(403);
    SipCall own = alice.call(guarded.sip(), "alice");
    assertThat(askWithPassword(alice, own, () -> own.request("SUBSCRIBE", watch, "")).status())
        .isEqualTo(200);
    own.awaitRequest("NOTIFY", 200, "");
    SipCall asks = alice.call(guarded.sip(), "stranger");
    assertThat(ask(alice, asks, "OPTIONS", "").status())
        .as("strangers do not hear who there is")
        .isEqualTo(200);
  }

  // Subscriptions.

  private static SipCall subscribed(SipPeer peer, TandemNode node, String event, String user) {
    SipCall line = peer.call(node.sip(), user);
    String headers = "Contact: <" + peer.uri() + ">\r\nEvent: " + event + "\r\nExpires: 600\r\n";
    assertThat(ask(peer, line, "SUBSCRIBE", headers).status()).as(peer::log).isEqualTo(200);
    return line;
  }

  /// Takes NOTIFYs until one says that.
  static String awaitNews(SipPeer peer, SipCall line, String... all) {
    while (true) {
      SipText notify = line.awaitRequest("NOTIFY", java.time.Duration.ofSeconds(60), 200, "");
      boolean said = true;
      for (String each : all) {
        said &= notify.text().contains(each);
      }
      if (said) {
        return notify.body();
      }
    }
  }

  @Test
  void aWatcherHearsOfTheCallsOfAPhone() throws Exception {
    SipPeer watcher = stage.udpPeer("watcher");
    SipPeer frank = registered(stage.udpPeer("frank"));
    SipCall line = subscribed(watcher, open, "dialog", "frank");
    awaitNews(watcher, line, "dialog-info", "version=\"0\"");

    SipCall caller = stage.udpPeer("grace").call(open.sip(), "frank").invite(Sdp.audio(7_000));
    SipCall called = frank.awaitCall();
    called.ring();
    String news = awaitNews(watcher, line, "<state>early</state>", "direction=\"recipient\"");
    assertThat(news).contains("sip:grace@caller.example");
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    awaitNews(watcher, line, "<state>confirmed</state>");
    called.hangUp();
    awaitNews(watcher, line, "<state event=\"local-bye\">terminated</state>");
    caller.awaitHangUp();
    open.awaitQuiet();
  }

  @Test
  void aWatcherHearsWhoIsInAConference() throws Exception {
    SipPeer watcher = stage.tcpPeer("watcher");
    SipCall line = subscribed(watcher, open, "conference", "room7");
    awaitNews(watcher, line, "<active>false</active>", "<user-count>0</user-count>");
    SipCall one = stage.udpPeer("one").call(open.sip(), "room7").establish(Sdp.audio(7_000));
    awaitNews(watcher, line, "<user-count>1</user-count>", "sip:one@caller.example");
    SipCall two = stage.udpPeer("two").call(open.sip(), "room7").establish(Sdp.audio(7_000));
    awaitNews(watcher, line, "<user-count>2</user-count>", "sip:two@caller.example");
    one.hangUp();
    two.hangUp();
    awaitNews(watcher, line, "<user-count>0</user-count>");
    open.awaitQuiet();
  }

  /// Our own notifier is as good as any.
  @Test
  void weWatchTheCallsOfAPhoneOurselves() throws Exception {
    SipPeer heidi = registered(stage.udpPeer("heidi"));
    String address = "sip:heidi@127.0.0.1:" + open.sip().getPort();
    var begun =
        open.http()
            .post(
                "/api/v1/subscriptions",
                "{\"uri\": \"" + address + "\", \"event\": \"dialog\", \"expires\": 60}");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    String path = begun.headers().firstValue("Location").orElseThrow();
    awaitPath(path, "\"state\":\"active\"", "dialog-info");

    SipCall caller = stage.udpPeer("ivan").call(open.sip(), "heidi").invite(Sdp.audio(7_000));
    SipCall called = heidi.awaitCall();
    called.ring();
    awaitPath(path, "<state>early</state>");
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    awaitPath(path, "<state>confirmed</state>");
    called.hangUp();
    awaitPath(path, "terminated</state>");
    caller.awaitHangUp();
    assertThat(open.http().delete(path)).isEqualTo(204);
    awaitPath(path, "no subscription");
    open.awaitQuiet();
  }

  private static void awaitPath(String path, String... all) {
    Await.value(
        path,
        () -> open.http().text(path),
        it -> java.util.Arrays.stream(all).allMatch(it::contains));
  }

  @Test
  void anEventNobodyKnowsIsNotSubscribedTo() throws Exception {
    String body =
        "{\"uri\": \"sip:heidi@127.0.0.1:%d\", \"event\": \"weather\"}"
            .formatted(open.sip().getPort());
    var refused = open.http().post("/api/v1/subscriptions", body);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
    assertThat(refused.body()).contains("489");
  }
}
