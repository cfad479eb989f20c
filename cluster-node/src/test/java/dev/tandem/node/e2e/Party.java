package dev.tandem.node.e2e;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// One phone in one call of a [Crowd]: does what RFC 3261 asks of a phone, and keeps book of what
/// the other side should not have done.
final class Party {
  /// Sends a message from the phone's socket.
  interface Wire {
    void send(String text, InetSocketAddress to);
  }

  private final String name;
  private final String host;
  private final int sipPort;
  private final Wire wire;
  final Ear ear;
  final List<InetSocketAddress> edges;
  private final String tag;

  private String callId = "";
  private String localUri = "";
  private String remoteUri = "";
  private String remoteTag = "";
  private String target = "";
  private InetSocketAddress node;
  private long cseq;
  private long theirCseq = -1;
  private String theirInvite = "";
  private String lastOk = "";
  private InetSocketAddress lastOkTo;
  private SipText invite;
  private final Map<String, String> branches = new HashMap<>();
  private final Map<Long, CompletableFuture<Integer>> waiting = new HashMap<>();
  private final Set<String> byes = new HashSet<>();

  final CompletableFuture<Void> up = new CompletableFuture<>();
  private boolean refused;
  private boolean leaving;
  private String lost = "";
  private int duplicates;
  private int moves;
  private long upNs;
  private long overNs;

  /// @param sip where the phone's socket is
  Party(String name, InetSocketAddress sip, Wire wire, Ear ear, List<InetSocketAddress> edges) {
    this.name = name;
    this.host = sip.getAddress().getHostAddress();
    this.sipPort = sip.getPort();
    this.wire = wire;
    this.ear = ear;
    this.edges = edges;
    this.tag = name + Long.toHexString(System.nanoTime());
  }

  private String sdp() {
    try {
      return Sdp.audio(host, ear.port(), "sendrecv");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  // The calling side.

  synchronized void call(String user, InetSocketAddress edge) {
    callId = tag + "-" + cseq + "@crowd";
    node = edge;
    localUri = "sip:" + name + "@" + host;
    remoteUri = "sip:" + user + "@" + edge.getAddress().getHostAddress() + ":" + edge.getPort();
    target = remoteUri;
    invite = request("INVITE", ++cseq, sdp());
    wire.send(invite.text(), edge);
  }

  /// Whether the last call was turned away because a node was busy: worth another one.
  synchronized boolean wasRefused() {
    boolean was = refused;
    refused = false;
    return was;
  }

  /// Sends the INVITE again, by another edge if its own does not answer.
  synchronized void again(int attempt) {
    if (!up.isDone() && invite != null) {
      wire.send(invite.text(), edges.get(attempt % edges.size()));
    }
  }

  private SipText request(String method, long number, String body) {
    return request(method, number, "z9hG4bK" + tag + "-" + method + number, body);
  }

  private SipText request(String method, long number, String branch, String body) {
    String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
    return new SipText(
        method
            + " "
            + target
            + " SIP/2.0\r\nVia: SIP/2.0/UDP "
            + host
            + ":"
            + sipPort
            + ";rport;branch="
            + branch
            + "\r\nMax-Forwards: 70\r\nFrom: <"
            + localUri
            + ">;tag="
            + tag
            + "\r\nTo: <"
            + remoteUri
            + ">"
            + (remoteTag.isEmpty() ? "" : ";tag=" + remoteTag)
            + "\r\nCall-ID: "
            + callId
            + "\r\nCSeq: "
            + number
            + " "
            + method
            + "\r\nContact: <sip:"
            + name
            + "@"
            + host
            + ":"
            + sipPort
            + ">\r\n"
            + type
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  String callId() {
    return callId;
  }

  String name() {
    return name;
  }

  /// Asks within the dialog and tells the status. Repeated as RFC 3261 says; each repetition goes
  /// to the next edge, as a phone with several outbound proxies does.
  synchronized CompletableFuture<Integer> ask(String method) {
    long number = ++cseq;
    if (method.equals("BYE")) {
      leaving = true;
      isOver();
    }
    SipText request = request(method, number, "");
    var answer = new CompletableFuture<Integer>();
    waiting.put(number, answer);
    InetSocketAddress first = node;
    Thread.ofVirtual().start(() -> repeat(request, first, answer));
    return answer.orTimeout(32, java.util.concurrent.TimeUnit.SECONDS);
  }

  private void repeat(SipText request, InetSocketAddress first, CompletableFuture<Integer> answer) {
    long pause = 500;
    wire.send(request.text(), first);
    try {
      for (int attempt = 1; attempt <= 10; attempt++) {
        answer.orTimeout(40, java.util.concurrent.TimeUnit.SECONDS);
        try {
          answer.get(pause, java.util.concurrent.TimeUnit.MILLISECONDS);
          return;
        } catch (java.util.concurrent.TimeoutException e) {
          int at = Math.max(0, edges.indexOf(first)) + attempt;
          InetSocketAddress to = attempt % 2 == 0 ? node : edges.get(at % edges.size());
          wire.send(request.text(), to);
          pause = Math.min(4_000, 2 * pause);
        }
      }
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      // The asker sees it too.
    }
  }

  // What comes in.

  synchronized void receive(SipText message, InetSocketAddress from) {
    if (message.isResponse()) {
      responded(message);
      return;
    }
    switch (message.method()) {
      case "INVITE" -> invited(message, from);
      case "ACK" -> up.complete(null);
      case "BYE" -> hungUp(message, from);
      default -> wire.send(response(message, 200, ""), from);
    }
  }

  private void responded(SipText response) {
    if (response.method().equals("INVITE") && response.status() >= 200) {
      if (invite != null && response.cseq() == invite.cseq()) {
        answered(response);
      }
      return;
    }
    CompletableFuture<Integer> asked = waiting.get(response.cseq());
    if (asked != null && response.status() >= 200) {
      asked.complete(response.status());
      if (response.status() == 481 && !leaving) {
        lose("481 to " + response.method());
      }
    }
  }

  private void answered(SipText response) {
    if (response.status() >= 300) {
      remoteTag = response.tag("To");
      String branch = invite.header("Via").replaceFirst(".*branch=", "");
      wire.send(request("ACK", invite.cseq(), branch, "").text(), node);
      remoteTag = "";
      refused = response.status() == 503;
      if (!refused) {
        up.completeExceptionally(new AssertionError(name + ": " + response.start()));
      }
      return;
    }
    if (!remoteTag.isEmpty() && !remoteTag.equals(response.tag("To"))) {
      duplicates++;
    }
    remoteTag = response.tag("To");
    follow(response.uri("Contact"), response.body());
    wire.send(request("ACK", invite.cseq(), "z9hG4bKack" + tag, "").text(), node);
    isUp();
    up.complete(null);
  }

  private void isUp() {
    upNs = upNs == 0 ? System.nanoTime() : upNs;
  }

  private void isOver() {
    overNs = overNs == 0 ? System.nanoTime() : overNs;
  }

  /// From its first 200 to its first BYE.
  synchronized long lastedMs() {
    return (overNs - upNs) / 1_000_000;
  }

  private void follow(String contact, String body) {
    target = contact;
    String hostPort = contact.replaceFirst("^sip:", "").replaceFirst("^[^@]*@", "").split(";")[0];
    node = TandemNode.address(hostPort);
    if (!body.isEmpty()) {
      ear.speakTo(new Sdp(body).audioAddress());
    }
  }

  private void invited(SipText message, InetSocketAddress from) {
    boolean first = callId.isEmpty();
    if (first) {
      callId = message.header("Call-ID");
      remoteTag = message.tag("From");
      localUri = message.uri("To");
      remoteUri = message.uri("From");
    }
    if (isRepeated(message)) {
      if (message.text().equals(theirInvite) && !lastOk.isEmpty()) {
        wire.send(lastOk, from);
      }
      return;
    }
    moves += first ? 0 : 1;
    theirInvite = message.text();
    follow(message.uri("Contact"), message.body());
    lastOk = response(message, 200, sdp());
    lastOkTo = from;
    isUp();
    wire.send(lastOk, lastOkTo);
  }

  /// The same request again is what UDP is like; the same number by another branch, or a lower
  /// number, is somebody else acting for the same session.
  private boolean isRepeated(SipText message) {
    String key = message.method() + message.cseq();
    String branch = message.header("Via").replaceFirst(".*branch=([^;]*).*", "$1");
    String before = branches.putIfAbsent(key, branch);
    if (before != null) {
      duplicates += before.equals(branch) ? 0 : 1;
      return true;
    }
    if (message.cseq() < theirCseq) {
      duplicates++;
    }
    theirCseq = Math.max(theirCseq, message.cseq());
    return false;
  }

  /// Our 200 until its ACK.
  synchronized void repeatOk() {
    if (!up.isDone() && !lastOk.isEmpty()) {
      wire.send(lastOk, lastOkTo);
    }
  }

  private void hungUp(SipText message, InetSocketAddress from) {
    String branch = message.header("Via").replaceFirst(".*branch=([^;]*).*", "$1");
    byes.add(branch);
    isOver();
    duplicates += byes.size() > 1 ? 1 : 0;
    if (!leaving) {
      lose("BYE " + message.find("Reason").orElse(""));
    }
    wire.send(response(message, 200, ""), from);
  }

  /// From here on a BYE is expected.
  synchronized void mayEnd() {
    leaving = true;
  }

  synchronized void lose(String why) {
    if (lost.isEmpty()) {
      lost = why;
    }
  }

  synchronized String lost() {
    return lost;
  }

  synchronized int duplicates() {
    return duplicates;
  }

  synchronized int moves() {
    return moves;
  }

  synchronized boolean isLeaving() {
    return leaving;
  }

  synchronized boolean sawBye() {
    return !byes.isEmpty();
  }

  private String response(SipText request, int status, String body) {
    String to = request.header("To");
    var text = new StringBuilder("SIP/2.0 " + status + " OK\r\n");
    request.all("Via").forEach(via -> text.append("Via: ").append(via).append("\r\n"));
    text.append("From: ").append(request.header("From")).append("\r\nTo: ").append(to);
    text.append(to.contains("tag=") ? "" : ";tag=" + tag).append("\r\nCall-ID: ");
    text.append(request.header("Call-ID")).append("\r\nCSeq: ").append(request.header("CSeq"));
    text.append("\r\nContact: <sip:" + name + "@" + host + ":" + sipPort + ">\r\n");
    text.append(body.isEmpty() ? "" : "Content-Type: application/sdp\r\n");
    return text + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  @Override
  public synchronized String toString() {
    return name + " " + callId + " " + ear + " lost=" + lost + " moves=" + moves;
  }
}
