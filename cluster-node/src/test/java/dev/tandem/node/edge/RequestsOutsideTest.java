package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.EventPackage;
import dev.tandem.protocol.SubscriptionReply;
import dev.tandem.protocol.SubscriptionReply.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// SUBSCRIBE, MESSAGE, OPTIONS and PUBLISH between a phone on a real socket and a node that the
/// test plays.
@Timeout(60)
@org.jspecify.annotations.NullUnmarked
class RequestsOutsideTest {
  private static final ActorTestKit KIT = EdgeBench.kit("outside");
  private static final String CONTACT = "Contact: <sip:w@127.0.0.1:5099>";

  private EdgeBench bench;
  private Peer peer;
  private int sent;

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

  private String request(String method, String uri, String... lines) {
    String request =
        peer.request(method, "o" + ++sent, "", sent, "")
            .replaceFirst(method + " sip:us@127.0.0.1[^ ]*", method + " " + uri)
            .replaceFirst("To: <[^>]*>", "To: <" + uri + ">")
            .replaceAll("(Contact|Record-Route): .*\r\n", "");
    return request.replaceFirst(
        "Content-Length",
        String.join("", List.of(lines).stream().map(it -> it + "\r\n").toList())
            + "Content-Length");
  }

  @Test
  void aSubscriptionIsReadAndGranted() throws Exception {
    start("");
    peer.send(
        request(
            "SUBSCRIBE",
            "sip:alice@Example.com;x=1",
            CONTACT,
            "Event: dialog;id=a7",
            "Expires: 4294967295",
            "Accept: text/plain, application/dialog-info+xml",
            "Record-Route: <sip:p1;lr>, <sip:p2;lr>"));
    var asked = bench.outside.subscribings.poll(10, TimeUnit.SECONDS);
    assertThat(asked.eventPackage()).isEqualTo(EventPackage.DIALOG);
    assertThat(asked.eventId()).isEqualTo("a7");
    assertThat(asked.seconds()).isEqualTo(4_294_967_295L);
    assertThat(asked.target()).isEqualTo("sip:w@127.0.0.1:5099");
    assertThat(asked.begins().watched()).isEqualTo("alice@example.com");
    assertThat(asked.begins().entity()).isEqualTo("sip:alice@example.com");
    assertThat(asked.begins().subscriber()).isEqualTo("127.0.0.1");
    assertThat(asked.begins().routes()).containsExactly("<sip:p1;lr>", "<sip:p2;lr>");
    String granted = peer.expect("SIP/2.0 200 ");
    assertThat(granted).contains("Expires: 600", "Contact: <sip:", "Allow-Events: dialog");
    assertThat(granted).contains("tag=" + EdgeBench.TAGS.tagOf(bench.outside.mint()));
  }

  @Test
  void aNotifyDoesNotOvertakeTheAnswerToItsSubscribe() throws Exception {
    start("");
    bench.outside.later = new CompletableFuture<>();
    peer.send(request("SUBSCRIBE", "sip:alice@example.com", CONTACT, "Event: dialog"));
    var asked = bench.outside.subscribings.poll(10, TimeUnit.SECONDS);

    ask("NOTIFY", asked.callId(), asked.remoteTag());
    ask("MESSAGE", asked.callId(), asked.remoteTag());
    ask("NOTIFY", asked.callId(), "another");
    peer.expect("MESSAGE ");
    peer.expect("NOTIFY ");
    bench.outside.later.complete(new SubscriptionReply.Granted(600));

    peer.expect("SIP/2.0 200 ");
    assertThat(peer.expect("NOTIFY ")).contains("tag=al\r\n");
    ask("NOTIFY", asked.callId(), asked.remoteTag());
    peer.expect("NOTIFY ");
  }

  private void ask(String method, String callId, String tag) {
    var dialog =
        new Dialog(
            callId,
            "sip:us@127.0.0.1",
            null,
            "us",
            "sip:al@peer.example",
            null,
            tag,
            "sip:al@127.0.0.1:" + peer.port(),
            List.of(),
            null);
    var nobody = KIT.<EdgeReply>createTestProbe().ref();
    bench.edge.tell(new EdgeCommand.Ask(method, dialog, 1, List.of(), null, "", nobody));
  }

  @ParameterizedTest
  @CsvSource({
    "sip:alice@example.com, Event: presence, 489",
    "sip:alice@example.com, X: no event, 489",
    "sip:example.com, Event: dialog, 404",
    "sip:a%20room@example.com, Event: conference, 404"
  })
  void whatCannotBeWatchedIsRefused(String uri, String event, int status) throws Exception {
    start("");
    peer.send(request("SUBSCRIBE", uri, CONTACT, event));
    peer.expect("SIP/2.0 " + status + " ");
    assertThat(bench.outside.subscribings).isEmpty();
  }

  @Test
  void aSubscriberMustBeReachableAndUnderstandTheDocuments() throws Exception {
    start("");
    peer.send(request("SUBSCRIBE", "sip:a@b", "Event: dialog"));
    peer.expect("SIP/2.0 400 ");
    peer.send(request("SUBSCRIBE", "sip:a@b", CONTACT, "Event: dialog", "Expires: abc"));
    peer.expect("SIP/2.0 400 Bad Expires");
    peer.send(request("SUBSCRIBE", "sip:a@b", CONTACT, "Event: dialog", "Accept: text/plain"));
    peer.expect("SIP/2.0 406 ");
  }

  @ParameterizedTest
  @CsvSource({
    "TOO_BRIEF, 423, Min-Expires: 5",
    "TOO_MANY, 403, Content-Length",
    "OUT_OF_ORDER, 500, Content-Length",
    "UNKNOWN, 481, Content-Length",
    "FULL, 503, Retry-After"
  })
  void aRefusalIsSaid(Refusal why, int status, String header) throws Exception {
    start("");
    bench.outside.reply = new SubscriptionReply.Refused(why, 5);
    peer.send(request("SUBSCRIBE", "sip:a@b", CONTACT, "Event: dialog"));
    assertThat(peer.expect("SIP/2.0 " + status + " ")).contains(header);
  }

  @Test
  void whereNobodyReadsTextsTheyAreNotOffered() throws Exception {
    start("");
    bench.outside.answer = new Letters.Answer(405, null);
    peer.send(request("MESSAGE", "sip:a@b", "Content-Type: text/plain"));
    String refused = peer.expect("SIP/2.0 405 ");
    assertThat(refused)
        .contains("Allow: INVITE")
        .doesNotContain("MESSAGE,")
        .doesNotContain(", MESSAGE\r");
    peer.send(request("MESSAGE", "sip:a@b", "Content-Encoding: gzip"));
    assertThat(peer.expect("SIP/2.0 415 ")).contains("Accept-Encoding: identity");
  }

  @Test
  void strangersDoNotHearWhoThereIs() throws Exception {
    start("tandem.users = [{user = \"alice\", password = \"secret\"}]\n");
    bench.outside.answer = new Letters.Answer(404, null);
    peer.send(request("OPTIONS", "sip:a@b"));
    assertThat(peer.expect("SIP/2.0 200 ")).contains("Allow-Events", "Accept-Language: en");
    peer.send(request("MESSAGE", "sip:a@b", "Content-Type: text/plain"));
    peer.expect("SIP/2.0 401 ");
    peer.send(request("SUBSCRIBE", "sip:a@b", CONTACT, "Event: dialog"));
    peer.expect("SIP/2.0 401 ");
  }

  @Test
  void whoNeedNoPasswordHearsWhatACallWouldHear() throws Exception {
    start("");
    bench.outside.answer = new Letters.Answer(404, null);
    peer.send(request("OPTIONS", "sip:a@b"));
    assertThat(peer.expect("SIP/2.0 404 ")).contains("Allow: INVITE");
    peer.send(request("OPTIONS", "sip:b"));
    peer.expect("SIP/2.0 200 ");
  }
}
