package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Predicate;

/// One call of a [SipPeer], as caller or called: dialog, and the messages in it.
final class SipCall {
  private final SipPeer peer;
  private final String callId;
  private final String localTag;
  private final String localUri;
  private final String remoteUri;
  private final boolean calling;
  private InetSocketAddress node;
  private String target;
  private String remoteTag = "";
  private long cseq;
  private int branches;
  private SipText invite;
  private SipPeer.Received invited;
  private SipText answer;

  private SipCall(
      SipPeer peer, InetSocketAddress node, String callId, String localUri, String remoteUri) {
    this.peer = peer;
    this.node = node;
    this.callId = callId;
    this.localUri = localUri;
    this.remoteUri = remoteUri;
    this.target = remoteUri;
    this.calling = node != null;
    this.localTag = peer.name() + System.nanoTime();
  }

  static SipCall outgoing(SipPeer peer, InetSocketAddress node, String to, int number) {
    String id = peer.name() + "-" + peer.port() + "-" + number;
    return new SipCall(peer, node, id, "sip:" + peer.name() + "@caller.example", to);
  }

  static SipCall incoming(SipPeer peer, SipPeer.Received received) {
    SipText invite = received.message();
    var call =
        new SipCall(peer, null, invite.header("Call-ID"), invite.uri("To"), invite.uri("From"));
    call.invite = invite;
    call.invited = received;
    call.remoteTag = invite.tag("From");
    call.target = invite.uri("Contact");
    call.node = hostOf(call.target);
    return call;
  }

  private static InetSocketAddress hostOf(String uri) {
    String hostPort = uri.replaceFirst("^sip:", "").replaceFirst("^[^@]*@", "").split(";")[0];
    return TandemNode.address(hostPort);
  }

  /// Waits for a request outside of calls.
  static SipCall incoming(SipPeer peer, String method) {
    SipPeer.Received received =
        peer.await(method, it -> !it.isResponse() && it.method().equals(method));
    SipText request = received.message();
    var call =
        new SipCall(peer, null, request.header("Call-ID"), request.uri("To"), request.uri("From"));
    call.invite = request;
    call.invited = received;
    return call;
  }

  /// Answers it; returns the request.
  SipText answerWith(int status, String headers) {
    respond(status, headers, "");
    return invite;
  }

  // Both.

  String callId() {
    return callId;
  }

  SipText invite() {
    return invite;
  }

  /// This dialog in a Replaces header that the node gets (RFC 3891).
  String replaces() {
    return callId + ";to-tag=" + remoteTag + ";from-tag=" + localTag;
  }

  /// Asks the node to have that address called instead of us; returns its response.
  SipText refer(String target) {
    SipText request = request("REFER", "Refer-To: <" + target + ">\r\n", "");
    send(request);
    return awaitFinal("REFER", request.cseq());
  }

  /// What the node says of its media.
  Sdp theirs() {
    return new Sdp((calling ? answer : invite).body());
  }

  /// From here on requests go to another node.
  void moveTo(InetSocketAddress other) {
    node = other;
  }

  /// The node is where its last INVITE says (target refresh).
  void follow(SipText reinvite) {
    target = reinvite.uri("Contact");
    node = hostOf(target);
  }

  /// The dialog of a request that was answered so.
  SipCall bind(SipText answered) {
    remoteTag = answered.tag("To");
    target = answered.uri("Contact");
    return this;
  }

  SipText request(String method, String headers, String body) {
    return request(method, ++cseq, "z9hG4bK" + localTag + ++branches, headers, body);
  }

  private SipText request(String method, long number, String branch, String headers, String body) {
    String contact =
        method.equals("INVITE") || method.equals("UPDATE")
            ? "Contact: <" + peer.uri() + ">\r\n"
            : "";
    String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
    return new SipText(
        method
            + " "
            + target
            + " SIP/2.0\r\n"
            + "Via: SIP/2.0/"
            + peer.transport()
            + " 127.0.0.1:"
            + peer.port()
            + ";rport;branch="
            + branch
            + "\r\n"
            + "Max-Forwards: 70\r\n"
            + "From: <"
            + localUri
            + ">;tag="
            + localTag
            + "\r\n"
            + "To: <"
            + remoteUri
            + ">"
            + (remoteTag.isEmpty() ? "" : ";tag=" + remoteTag)
            + "\r\n"
            + "Call-ID: "
            + callId
            + "\r\n"
            + "CSeq: "
            + number
            + " "
            + method
            + "\r\n"
            + contact
            + headers
            + type
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  void send(SipText message) {
    peer.send(message, node);
  }

  /// Sends a request within the dialog and returns its final response.
  SipText ask(String method, String body) {
    SipText request = request(method, "", body);
    send(request);
    return awaitFinal(method, request.cseq());
  }

  SipText awaitFinal(String method, long number) {
    return peer.await(
            "final response to " + method,
            message ->
                ours(message)
                    && message.status() >= 200
                    && message.method().equals(method)
                    && message.cseq() == number)
        .message();
  }

  private boolean ours(SipText message) {
    return message.find("Call-ID").filter(callId::equals).isPresent();
  }

  void hangUp() {
    assertThat(ask("BYE", "").start()).as(peer::log).startsWith("SIP/2.0 200");
  }

  /// Waits until the node sends that request, and answers it.
  SipText awaitRequest(String method, int status, String body) {
    return awaitRequest(method, Await.LIMIT, status, body);
  }

  SipText awaitRequest(String method, Duration limit, int status, String body) {
    Predicate<SipText> sought = m -> ours(m) && !m.isResponse() && m.method().equals(method);
    SipPeer.Received received = peer.await(method, limit, sought);
    if (!method.equals("ACK")) {
      peer.reply(response(received.message(), status, "", body), received.back());
    }
    return received.message();
  }

  /// Lets time pass in which something unwanted could come.
  void awaitNothing(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  void awaitHangUp() {
    awaitRequest("BYE", 200, "");
  }

  // Calling.

  SipCall invite(String sdp) {
    invite = request("INVITE", "", sdp);
    send(invite);
    return this;
  }

  /// With an INVITE that was made with [#request].
  SipCall inviteWith(SipText request) {
    invite = request;
    send(invite);
    return this;
  }

  /// The same once more, as a caller does who has not heard.
  void repeat() {
    send(invite);
  }

  SipText awaitStatus(int status) {
    SipText seen =
        peer.await(
                status + " to INVITE",
                m ->
                    ours(m)
                        && m.method().equals("INVITE")
                        && (m.status() == status || m.status() >= 200))
            .message();
    assertThat(seen.status()).as(peer::log).isEqualTo(status);
    return seen;
  }

  /// Waits for the final response, and acknowledges it unless it is a 2xx.
  SipText awaitOutcome() {
    if (awaitFinal().status() >= 300) {
      ackRefusal();
    }
    return answer;
  }

  SipText awaitFinal() {
    answer = awaitFinal("INVITE", invite.cseq());
    return answer;
  }

  /// The final response to the last INVITE that it sent.
  SipText answered() {
    return answer;
  }

  /// The ACK of the transaction (RFC 3261 §17.1.1.3).
  void ackRefusal() {
    String branch = invite.header("Via").replaceFirst(".*branch=", "");
    remoteTag = answer.tag("To");
    send(request("ACK", invite.cseq(), branch, "", ""));
  }

  /// Waits for the 200.
  SipCall awaitAnswer() {
    assertThat(awaitOutcome().start()).as(peer::log).startsWith("SIP/2.0 200");
    remoteTag = answer.tag("To");
    target = answer.uri("Contact");
    return this;
  }

  /// Acknowledges the last answer.
  SipCall ack(String sdp) {
    send(request("ACK", answer.cseq(), "z9hG4bK" + localTag + ++branches, "", sdp));
    return this;
  }

  SipCall establish(String sdp) {
    return invite(sdp).awaitAnswer().ack("");
  }

  /// A new offer within the call; returns the node's answer.
  Sdp offerAgain(String sdp) {
    answer = ask("INVITE", sdp);
    assertThat(answer.status()).as(peer::log).isEqualTo(200);
    ack("");
    return new Sdp(answer.body());
  }

  void cancel() {
    String branch = invite.header("Via").replaceFirst(".*branch=", "");
    send(request("CANCEL", invite.cseq(), branch, "", ""));
    assertThat(awaitFinal("CANCEL", invite.cseq()).status()).isEqualTo(200);
  }

  // Called.

  void respond(int status, String headers, String sdp) {
    peer.reply(response(invite, status, headers, sdp), invited.back());
  }

  void ring() {
    respond(180, "", "");
  }

  /// Answers and waits for the ACK.
  SipText answer(String sdp) {
    respond(200, "", sdp);
    return awaitRequest("ACK", 0, "");
  }

  private SipText response(SipText request, int status, String headers, String body) {
    String to = request.header("To");
    var text = new StringBuilder("SIP/2.0 " + status + " As the test says\r\n");
    request.all("Via").forEach(via -> text.append("Via: ").append(via).append("\r\n"));
    request
        .all("Record-Route")
        .forEach(route -> text.append("Record-Route: ").append(route).append("\r\n"));
    text.append("From: ").append(request.header("From")).append("\r\n");
    text.append("To: ").append(to).append(to.contains("tag=") ? "" : ";tag=" + localTag);
    text.append("\r\nCall-ID: ").append(callId).append("\r\n");
    text.append("CSeq: ").append(request.header("CSeq")).append("\r\n");
    text.append("Contact: <").append(peer.uri()).append(">\r\n").append(headers);
    text.append(body.isEmpty() ? "" : "Content-Type: application/sdp\r\n");
    return new SipText(text + "Content-Length: " + body.length() + "\r\n\r\n" + body);
  }
}
