package dev.tandem.sip.transaction;

import dev.tandem.protocol.Header;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.message.SipResponse;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A transaction layer with time, network and user in the hands of the test.
final class Bench implements Outlet, TransactionUser, ResponseListener {
  record Sent(Transport transport, InetSocketAddress to, String message) {}

  static final TransactionSettings SETTINGS =
      new TransactionSettings(
          Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5), 40, 1300);

  /// Every arrow any bench took.
  static final Set<String> WALKED = new HashSet<>();

  final List<Sent> sent = new ArrayList<>();
  final List<ServerTransaction> asked = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  final EnumSet<Transport> listening = EnumSet.of(Transport.UDP, Transport.TCP);
  final TransactionCounters counters = new TransactionCounters();
  final FakeFlow udp = new FakeFlow(Transport.UDP, 5070);
  final FakeFlow tcp = new FakeFlow(Transport.TCP, 33000);
  final TransactionLayer layer;
  final TimerWheel wheel;
  boolean refuses;

  /// The status that new requests are answered with before anything is kept of them, 0 for none.
  int screens;

  int setUps;
  private long now = 12_345;

  Bench() {
    wheel = new TimerWheel(Duration.ofMillis(20).toNanos(), () -> now, _ -> {});
    layer =
        new TransactionLayer(
            SETTINGS,
            this,
            wheel,
            this,
            _ -> setUps++,
            counters,
            (table, row) -> WALKED.add(name(table, row)));
  }

  static String name(TransitionTable<?, ?, ?> table, TransitionTable.Row<?, ?, ?> row) {
    return table.name() + ": " + row.state() + " on " + row.input();
  }

  void pass(Duration time) {
    long end = now + time.toNanos();
    while (now < end) {
      now = Math.min(end, now + Duration.ofMillis(20).toNanos());
      wheel.advance();
    }
  }

  void receive(FakeFlow flow, String message) {
    layer.onMessage(flow, message.getBytes(StandardCharsets.UTF_8));
  }

  ServerTransaction last() {
    return asked.getLast();
  }

  void answer(int status) {
    var transaction = last();
    layer.respond(transaction, status, transaction.head().encode(status, "ours", List.of()));
  }

  ClientTransaction send(String method, Transport transport) {
    return layer.request(request(method, ""), hop(transport), this);
  }

  static Hop hop(Transport transport) {
    return new Hop(transport, new InetSocketAddress("127.0.0.9", 5070));
  }

  static OutgoingRequest request(String method, String body) {
    return new OutgoingRequest(
        method,
        "sip:bob@127.0.0.9:5070",
        "<sip:us@127.0.0.1>;tag=ours",
        "<sip:bob@127.0.0.9>",
        "call-1",
        7,
        List.of(),
        List.of(),
        "text/plain",
        body);
  }

  /// The response to the request sent last that was no ACK.
  String responseTo(String request, int status) {
    String via = line(request, "Via");
    return "SIP/2.0 "
        + status
        + " Whatever\r\nVia: "
        + via
        + "\r\nFrom: "
        + line(request, "From")
        + "\r\nTo: <sip:bob@127.0.0.9>;tag=theirs\r\nCall-ID: "
        + line(request, "Call-ID")
        + "\r\nCSeq: "
        + line(request, "CSeq")
        + "\r\nContent-Length: 0\r\n\r\n";
  }

  static String line(String message, String name) {
    return message
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 2);
  }

  void respondToLast(int status) {
    String request =
        sent.stream()
            .map(Sent::message)
            .filter(message -> !message.startsWith("ACK") && !message.startsWith("CANCEL"))
            .toList()
            .getLast();
    receive(udp, responseTo(request, status));
  }

  /// First words of everything the outlet was given.
  List<String> sentMethods() {
    return sent.stream()
        .map(sent -> sent.message().substring(0, sent.message().indexOf(' ')))
        .toList();
  }

  static List<String> statuses(FakeFlow flow) {
    return flow.sent.stream().map(message -> message.split(" ", 3)[1]).toList();
  }

  @Override
  public void send(Hop hop, byte[] message, Consumer<String> onFailure) {
    if (refuses) {
      onFailure.accept("refused");
    } else {
      String text = new String(message, StandardCharsets.UTF_8);
      sent.add(new Sent(hop.transport(), hop.address(), text));
    }
  }

  @Override
  public boolean listens(Transport transport) {
    return listening.contains(transport);
  }

  @Override
  public String sentBy(Hop hop) {
    return "127.0.0.1:5060";
  }

  @Override
  public @Nullable Screened screen(SipRequest request, Flow flow) {
    return screens == 0 ? null : new Screened(screens, List.of(new Header("X-Why", "screened")));
  }

  @Override
  public void onRequest(ServerTransaction transaction, SipRequest request) {
    asked.add(transaction);
    told.add(request.method());
  }

  @Override
  public void onAck(SipRequest ack, Flow flow) {
    told.add("ACK");
  }

  @Override
  public void onCancel(
      ServerTransaction transaction, @Nullable ServerTransaction invite, SipRequest cancel) {
    asked.add(transaction);
    told.add(invite == null ? "CANCEL of nothing" : "CANCEL of " + invite.head().method());
  }

  @Override
  public void onEnded(ServerTransaction transaction) {
    told.add(transaction.head().method() + " ended");
  }

  @Override
  public void onResponse(SipResponse response, Flow flow) {
    told.add(Integer.toString(response.status()));
  }

  @Override
  public void onFailure(Failure failure) {
    told.add(failure.name());
  }

  @Override
  public void onEnded() {
    told.add("ended");
  }

  /// A request of a peer.
  static String ask(String method, String branch, String toTag, String via) {
    return method
        + " sip:us@127.0.0.1 SIP/2.0\r\nVia: "
        + via
        + ";branch=z9hG4bK"
        + branch
        + "\r\nMax-Forwards: 70\r\nFrom: \"Alice\" <sip:alice@127.0.0.9>;tag=alice\r\nTo: <sip:us@127.0.0.1>"
        + (toTag.isEmpty() ? "" : ";tag=" + toTag)
        + "\r\nCall-ID: c-"
        + branch
        + "\r\nCSeq: 3 "
        + method
        + "\r\nContact: <sip:alice@127.0.0.9:5070>\r\nContent-Length: 0\r\n\r\n";
  }

  static String ask(String method, String branch) {
    return ask(method, branch, "", "SIP/2.0/UDP 127.0.0.9:5070;rport");
  }

  static String askTcp(String method, String branch) {
    return ask(method, branch, "", "SIP/2.0/TCP 127.0.0.9:5070");
  }
}
