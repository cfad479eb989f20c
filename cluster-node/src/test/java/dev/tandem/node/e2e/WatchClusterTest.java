package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A subscription goes on when the node it lives on is killed, with the call it watches.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(240)
class WatchClusterTest {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  @RegisterExtension static final Stage stage = new Stage();
  static TandemCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        stage.keep(
            TandemCluster.up(
                stage.folder("cluster"), "tandem.routes = [{ user = answer, do = answer }]\n"));
    stage.show("cluster", cluster::evidence);
  }

  @Test
  void aSubscriptionOfAKilledNodeGoesOnWithTheOther() throws Exception {
    TandemCluster.Member doomed = cluster.node(1);
    TandemCluster.Member survivor = cluster.node(2);
    SipPeer watcher = stage.udpPeer("watcher");
    SipPeer alice = stage.udpPeer("alice");
    SipCall line = watcher.call(doomed.sip(), "alice");
    String event = "Contact: <" + watcher.uri() + ">\r\nEvent: dialog\r\n";
    SipText first = line.request("SUBSCRIBE", event + "Expires: 600\r\n", "");
    // The address that she calls from.
    line.send(
        new SipText(first.text().replaceFirst("sip:alice@[0-9.:]+ ", "sip:alice@caller.example ")));
    SipText granted = line.awaitFinal("SUBSCRIBE", first.cseq());
    assertThat(granted.status()).as(watcher::log).isEqualTo(200);
    line.bind(granted);
    OutsideTest.awaitNews(watcher, line, "version=\"0\"");
    SipCall call = alice.call(doomed.sip(), "answer").establish(Sdp.audio(7_000));
    OutsideTest.awaitNews(watcher, line, "confirmed", "sip:alice@caller.example");

    doomed.kill();
    try {
      SipText news = line.awaitRequest("NOTIFY", RECOVERY, 200, "");
      assertThat(news.header("Via"))
          .as("from the other node")
          .contains("127.0.0.1:" + survivor.sip().getPort());
      assertThat(news.body()).contains("confirmed", "sip:alice@caller.example");

      line.moveTo(survivor.sip());
      SipText refreshed = line.request("SUBSCRIBE", event + "Expires: 300\r\n", "");
      line.send(refreshed);
      assertThat(line.awaitFinal("SUBSCRIBE", refreshed.cseq()).status())
          .as(watcher::log)
          .isEqualTo(200);
      line.awaitRequest("NOTIFY", 200, "");
      call.moveTo(survivor.sip());
      call.hangUp();
      OutsideTest.awaitNews(watcher, line, "terminated");
      SipText end = line.request("SUBSCRIBE", event + "Expires: 0\r\n", "");
      line.send(end);
      assertThat(line.awaitFinal("SUBSCRIBE", end.cseq()).status()).isEqualTo(200);
      assertThat(line.awaitRequest("NOTIFY", 200, "").header("Subscription-State"))
          .startsWith("terminated");
    } finally {
      cluster.repair();
    }
  }

  /// A subscription of ours, on whichever node it has begun.
  @Test
  void weGoOnWatchingWhenOurNodeIsKilled() throws Exception {
    SipPeer notifier = stage.udpPeer("notifier");
    String body =
        "{\"uri\": \"%s\", \"event\": \"presence\", \"expires\": 600}".formatted(notifier.uri());
    CompletableFuture<HttpResponse<String>> begun =
        CompletableFuture.supplyAsync(
            () -> cluster.node(1).http().post("/api/v1/subscriptions", body));
    SipPeer.Received first = notifier.await("SUBSCRIBE", it -> it.method().equals("SUBSCRIBE"));
    notifier.reply(granted(notifier, first, ";tag=n"), first.back());
    assertThat(begun.get().statusCode()).as(begun.get().body()).isEqualTo(201);
    String path = begun.get().headers().firstValue("Location").orElseThrow();
    int doomedPort = cluster.node(1).sip().getPort();
    boolean there = first.message().header("Contact").contains(":" + doomedPort);
    TandemCluster.Member doomed = cluster.node(there ? 1 : 2);
    TandemCluster.Member survivor = cluster.node(there ? 2 : 1);
    assertThat(first.message().header("Contact")).contains(":" + doomed.sip().getPort());
    tell(notifier, first.message(), doomed, 1, "first");

    doomed.kill();
    try {
      SipPeer.Received again =
          notifier.await(
              "SUBSCRIBE of the other node",
              RECOVERY,
              it -> it.method().equals("SUBSCRIBE") && it.header("To").endsWith(";tag=n"));
      SipText refresh = again.message();
      assertThat(refresh.header("Contact")).contains(":" + survivor.sip().getPort());
      assertThat(refresh.header("Call-ID")).isEqualTo(first.message().header("Call-ID"));
      assertThat(refresh.cseq()).isGreaterThan(first.message().cseq());
      notifier.reply(granted(notifier, again, ""), again.back());
      tell(notifier, first.message(), survivor, 2, "second");
      assertThat(survivor.http().json(path).path("body").asText()).isEqualTo("second");
      assertThat(survivor.http().json("/api/v1/subscriptions").findValuesAsText("id")).hasSize(1);
      assertThat(survivor.http().delete(path)).isEqualTo(204);
      SipPeer.Received last =
          notifier.await(
              "the end", it -> it.method().equals("SUBSCRIBE") && it.header("Expires").equals("0"));
      notifier.reply(granted(notifier, last, ""), last.back());
    } finally {
      cluster.repair();
    }
  }

  private static SipText granted(SipPeer notifier, SipPeer.Received got, String tag) {
    var answer = new StringBuilder("SIP/2.0 200 OK\r\n");
    for (String name : new String[] {"Via", "From", "Call-ID", "CSeq", "Expires"}) {
      got.message().all(name).forEach(it -> answer.append(name + ": " + it + "\r\n"));
    }
    answer.append("To: " + got.message().header("To") + tag + "\r\n");
    answer.append("Contact: <" + notifier.uri() + ">\r\nContent-Length: 0\r\n\r\n");
    return new SipText(answer.toString());
  }

  private static void tell(
      SipPeer notifier, SipText first, TandemCluster.Member to, long cseq, String body) {
    String ours = first.header("To") + ";tag=n";
    var notify =
        new StringBuilder("NOTIFY sip:127.0.0.1:" + to.sip().getPort() + " SIP/2.0\r\n")
            .append("Via: SIP/2.0/UDP 127.0.0.1:" + notifier.port())
            .append(";branch=z9hG4bKn" + cseq + "\r\n")
            .append("Max-Forwards: 70\r\nFrom: " + ours + "\r\nTo: " + first.header("From"))
            .append("\r\nCall-ID: " + first.header("Call-ID") + "\r\n")
            .append("CSeq: " + cseq + " NOTIFY\r\nContact: <" + notifier.uri() + ">\r\n")
            .append("Event: presence\r\nSubscription-State: active;expires=500\r\n")
            .append("Content-Type: text/plain\r\nContent-Length: " + body.length())
            .append("\r\n\r\n" + body);
    notifier.send(new SipText(notify.toString()), to.sip());
    SipText answer =
        notifier.await("answer", it -> it.method().equals("NOTIFY") && it.cseq() == cseq).message();
    assertThat(answer.status()).as(notifier::log).isEqualTo(200);
  }
}
