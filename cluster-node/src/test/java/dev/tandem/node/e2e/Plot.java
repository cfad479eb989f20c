package dev.tandem.node.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/// One call, registration or subscription that is in the middle of something when the node that
/// holds it is killed, and goes on from there with the others. Without audio.
abstract class Plot implements AutoCloseable {
  /// What it is in the middle of.
  enum Kind {
    HELD(1, Held::new),
    TRANSFER(2, HalfTransferred::new),
    PRACK(0, Unacknowledged::new),
    REGISTRATION(0, Registered::new),
    SUBSCRIPTION(0, Subscribed::new),
    TIMER(1, Timed::new);

    private final int active;
    private final IntFunction<Plot> maker;

    Kind(int active, IntFunction<Plot> maker) {
      this.active = active;
      this.maker = maker;
    }

    /// Sessions of it that are up when it has begun.
    int active() {
      return active;
    }

    Plot make(int number) {
      return maker.apply(number);
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// What it needs of the cluster.
  static final String SETTINGS =
      """
      tandem.registrar.allow = anybody
      tandem.routes = [
        { user = answer, do = answer }
        { user = "udp([0-9]+)", do = "bridge sip:called@127.0.0.1:$1" }
        { user = ".*", do = registered }
      ]
      """;

  private static final Duration RECOVERY = Duration.ofSeconds(30);

  final int number;
  private final List<SipPeer> peers = new ArrayList<>();

  /// Whoever has called the cluster; null when nobody has.
  SipCall caller;

  private Plot(int number) {
    this.number = number;
  }

  /// Until the moment of the fault.
  ///
  /// @param doomed where all of it is
  abstract void begin(TandemCluster.Member doomed) throws Exception;

  /// After it, to the end. Fails when it does not go on as it should.
  abstract void goOn(TandemCluster.Member other) throws Exception;

  @Override
  public void close() throws IOException {
    for (SipPeer peer : peers) {
      peer.close();
    }
  }

  SipPeer peer(String name) throws IOException {
    SipPeer peer = SipPeer.udp(name + number);
    peers.add(peer);
    return peer;
  }

  static void must(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static void mustBe(int status, SipText answer) {
    must(answer.status() == status, "not " + status + " but " + answer.text());
  }

  void dial(TandemCluster.Member at, String user, String headers) throws IOException {
    caller = peer("alice").call(at.sip(), user);
    caller.inviteWith(caller.request("INVITE", headers, Sdp.audio(7_000)));
  }

  /// Takes a re-INVITE as a phone does; returns it.
  static SipText follow(SipCall call) {
    SipText again = call.awaitRequest("INVITE", RECOVERY, 200, Sdp.audio(7_000));
    while (again.tag("To").isEmpty()) { // the first one, repeated before it was answered
      again = call.awaitRequest("INVITE", RECOVERY, 200, Sdp.audio(7_000));
    }
    call.awaitRequest("ACK", 0, "");
    call.follow(again);
    return again;
  }

  static void mustHold(SipCall call, String direction) {
    String offered = new Sdp(follow(call).body()).direction();
    must(offered.equals(direction), "offered " + offered + ", not " + direction);
  }

  /// The same phone is called by another edge, as a new call.
  static SipCall calledAnew(SipPeer phone, SipCall before) {
    return SipCall.incoming(
        phone,
        phone.await(
            "INVITE",
            RECOVERY,
            it -> it.method().equals("INVITE") && !it.header("Call-ID").equals(before.callId())));
  }

  String session(TandemCluster.Member at) {
    List<JsonNode> all = at.http().sessions();
    return all.stream()
        .filter(it -> it.path("callId").asText().equals(caller.callId()))
        .map(it -> it.path("id").asText())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no session of " + caller.callId()));
  }

  private static final class Held extends Plot {
    private Held(int number) {
      super(number);
    }

    @Override
    void begin(TandemCluster.Member doomed) throws Exception {
      dial(doomed, "answer", "");
      caller.awaitAnswer().ack("");
      Await.value(
          "the call is up",
          () -> doomed.http().json("/api/v1/sessions/" + session(doomed)).path("state").asText(),
          "Active"::equals);
      ask(doomed, "hold", "sendonly");
    }

    @Override
    void goOn(TandemCluster.Member other) throws Exception {
      mustHold(caller, "sendonly");
      ask(other, "resume", "sendrecv");
      caller.hangUp();
    }

    private void ask(TandemCluster.Member at, String what, String direction) throws Exception {
      String path = "/api/v1/sessions/" + session(at) + "/" + what;
      var asked = CompletableFuture.supplyAsync(() -> at.http().post(path).statusCode());
      mustHold(caller, direction);
      must(asked.get() == 204, what + ": " + asked.get());
    }
  }

  private static final class HalfTransferred extends Plot {
    private SipCall bobs;
    private SipPeer carol;
    private SipCall carols;

    private HalfTransferred(int number) {
      super(number);
    }

    @Override
    void begin(TandemCluster.Member doomed) throws Exception {
      SipPeer bob = peer("bob");
      carol = peer("carol");
      dial(doomed, "udp" + bob.port(), "");
      bobs = bob.awaitCall();
      bobs.answer(Sdp.audio(7_002));
      caller.awaitAnswer().ack("");
      String target = "sip:udp" + carol.port() + "@127.0.0.1:" + doomed.sip().getPort();
      SipText answer = caller.refer(target);
      while (answer.status() == 500) { // it has overtaken the ACK
        answer = caller.refer(target);
      }
      mustBe(202, answer);
      carols = carol.awaitCall();
      carols.ring();
      SipText news = caller.awaitRequest("NOTIFY", 200, "");
      while (!news.body().startsWith("SIP/2.0 180 ")) {
        news = caller.awaitRequest("NOTIFY", 200, "");
      }
    }

    @Override
    void goOn(TandemCluster.Member other) throws Exception {
      follow(caller);
      follow(bobs);
      carols = calledAnew(carol, carols);
      carols.answer(Sdp.audio(7_004));
      SipText news = caller.awaitRequest("NOTIFY", RECOVERY, 200, "");
      while (!news.header("Subscription-State").startsWith("terminated")) {
        news = caller.awaitRequest("NOTIFY", RECOVERY, 200, "");
      }
      must(news.body().startsWith("SIP/2.0 200 "), "the transfer ended with " + news.body());
      caller.hangUp();
      bobs.hangUp();
      carols.awaitHangUp();
    }
  }

  private static final class Unacknowledged extends Plot {
    private SipPeer bob;
    private SipCall bobs;
    private SipText ringing;

    private Unacknowledged(int number) {
      super(number);
    }

    @Override
    void begin(TandemCluster.Member doomed) throws Exception {
      bob = peer("bob");
      dial(doomed, "udp" + bob.port(), "Require: 100rel\r\n");
      bobs = bob.awaitCall();
      bobs.ring();
      ringing = caller.awaitStatus(180);
    }

    @Override
    void goOn(TandemCluster.Member other) throws Exception {
      bobs = calledAnew(bob, bobs);
      bobs.ring();
      caller.bind(ringing).moveTo(other.sip());
      String acknowledged =
          "RAck: " + ringing.header("RSeq") + " " + caller.invite().cseq() + " INVITE\r\n";
      SipText prack = caller.request("PRACK", acknowledged, "");
      caller.send(prack);
      mustBe(200, caller.awaitFinal("PRACK", prack.cseq()));
      bobs.answer(Sdp.audio(7_002));
      caller.awaitAnswer().ack("");
      caller.hangUp();
      bobs.awaitHangUp();
    }
  }

  private static final class Registered extends Plot {
    private SipPeer bob;

    private Registered(int number) {
      super(number);
    }

    @Override
    void begin(TandemCluster.Member doomed) throws Exception {
      bob = peer("bob");
      SipCall line = bob.call(doomed.sip(), bob.name());
      SipText request = line.request("REGISTER", "Contact: <" + bob.uri() + ">\r\n", "");
      line.send(request);
      mustBe(200, line.awaitFinal("REGISTER", request.cseq()));
    }

    @Override
    void goOn(TandemCluster.Member other) throws Exception {
      dial(other, bob.name(), "");
      SipCall called = bob.awaitCall();
      called.answer(Sdp.audio(7_002));
      caller.awaitAnswer().ack("");
      caller.hangUp();
      called.awaitHangUp();
    }
  }

  private static final class Subscribed extends Plot {
    private SipCall line;
    private String event;

    private Subscribed(int number) {
      super(number);
    }

    @Override
    void begin(TandemCluster.Member doomed) throws Exception {
      SipPeer watcher = peer("watcher");
      line = watcher.call(doomed.sip(), "watched" + number);
      event = "Contact: <" + watcher.uri() + ">\r\nEvent: dialog\r\n";
      SipText granted = subscribe(600);
      line.bind(granted);
      line.awaitRequest("NOTIFY", 200, "");
    }

    @Override
    void goOn(TandemCluster.Member other) throws Exception {
      line.moveTo(other.sip());
      subscribe(0);
      SipText news = line.awaitRequest("NOTIFY", RECOVERY, 200, "");
      while (!news.header("Subscription-State").startsWith("terminated")) {
        news = line.awaitRequest("NOTIFY", RECOVERY, 200, "");
      }
    }

    private SipText subscribe(int seconds) {
      SipText request = line.request("SUBSCRIBE", event + "Expires: " + seconds + "\r\n", "");
      line.send(request);
      SipText answer = line.awaitFinal("SUBSCRIBE", request.cseq());
      mustBe(200, answer);
      return answer;
    }
  }

  private static final class Timed extends Plot {
    private Timed(int number) {
      super(number);
    }

    @Override
    void begin(TandemCluster.Member doomed) throws Exception {
      dial(doomed, "answer", "Supported: timer\r\nSession-Expires: 90;refresher=uas\r\n");
      caller.awaitAnswer().ack("");
    }

    @Override
    void goOn(TandemCluster.Member other) throws Exception {
      String timer = follow(caller).header("Session-Expires");
      must(timer.equals("90;refresher=uac"), "the timer is " + timer);
      caller.hangUp();
    }
  }
}
