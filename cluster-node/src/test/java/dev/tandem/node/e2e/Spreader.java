package dev.tandem.node.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Stands before several edges as a balancer that knows nothing of dialogs: whatever begins a
/// transaction goes to another edge than the one before in its call. What has the branch of an
/// earlier message (repetitions, CANCEL, the ACK of a refusal) goes where that went, responses to
/// whom their Via names. Forwards datagrams as they are, to each edge from a socket of its own.
final class Spreader implements AutoCloseable {
  private final List<InetSocketAddress> edges;
  private final DatagramSocket front = open();
  private final List<DatagramSocket> backs = new ArrayList<>();
  private final Map<String, Call> calls = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private int next;

  private static final class Call {
    private final InetSocketAddress caller;
    private final Map<String, Integer> branches = new HashMap<>();
    private final Set<Integer> edges = new HashSet<>();
    private int last;

    private Call(InetSocketAddress caller, int last) {
      this.caller = caller;
      this.last = last;
    }
  }

  Spreader(List<InetSocketAddress> edges) throws IOException {
    this.edges = List.copyOf(edges);
    for (int edge = 0; edge < edges.size(); edge++) {
      DatagramSocket back = open();
      int number = edge;
      backs.add(back);
      Thread.ofVirtual().start(() -> receive(back, packet -> backward(number, packet)));
    }
    Thread.ofVirtual().start(() -> receive(front, this::forward));
  }

  private static DatagramSocket open() throws IOException {
    return new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
  }

  InetSocketAddress address() {
    return (InetSocketAddress) front.getLocalSocketAddress();
  }

  private interface Taker {
    void take(DatagramPacket packet) throws IOException;
  }

  private static void receive(DatagramSocket socket, Taker taker) {
    var packet = new DatagramPacket(new byte[65_536], 65_536);
    while (!socket.isClosed()) {
      try {
        packet.setLength(65_536);
        socket.receive(packet);
        taker.take(packet);
      } catch (IOException e) {
        // Closed, or nobody is there any more: both as a network has it.
      }
    }
  }

  private static SipText text(DatagramPacket packet) {
    return new SipText(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
  }

  private synchronized void forward(DatagramPacket packet) throws IOException {
    SipText message = text(packet);
    if (message.start().isBlank()) {
      return;
    }
    var caller = (InetSocketAddress) packet.getSocketAddress();
    Call call = calls.computeIfAbsent(message.header("Call-ID"), id -> new Call(caller, next++));
    int edge = message.isResponse() ? asker(message) : edgeOf(call, message);
    note("> " + edge, message);
    packet.setSocketAddress(edges.get(edge));
    backs.get(edge).send(packet);
  }

  private int edgeOf(Call call, SipText request) {
    String branch = request.header("Via").replaceFirst(".*branch=", "").replaceFirst("[;,].*", "");
    int edge =
        call.branches.computeIfAbsent(branch, it -> call.last = (call.last + 1) % edges.size());
    call.edges.add(edge);
    return edge;
  }

  /// The edge whose request this answers (RFC 3261 §18.2.2).
  private int asker(SipText response) {
    String sentBy = response.header("Via").split("[ ;]+")[1];
    int edge = edges.indexOf(TandemNode.address(sentBy));
    if (edge < 0) {
      throw new AssertionError("no edge is " + sentBy + " in:\n" + response.text());
    }
    return edge;
  }

  private synchronized void backward(int edge, DatagramPacket packet) throws IOException {
    SipText message = text(packet);
    note("< " + edge, message);
    packet.setSocketAddress(calls.get(message.header("Call-ID")).caller);
    front.send(packet);
  }

  private void note(String way, SipText message) {
    log.add(
        "%tT.%<tL %s %s (%s) %s"
            .formatted(
                System.currentTimeMillis(),
                way,
                message.start(),
                message.header("CSeq"),
                message.header("Call-ID")));
  }

  /// Calls whose messages went to several edges.
  synchronized long spreadCalls() {
    return calls.values().stream().filter(call -> call.edges.size() > 1).count();
  }

  /// The last messages.
  synchronized String evidence() {
    return String.join("\n", log.subList(Math.max(0, log.size() - 60), log.size()));
  }

  @Override
  public void close() {
    backs.forEach(DatagramSocket::close);
    front.close();
  }
}
