package dev.tandem.node.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// A SIP phone that does what the test says, and remembers every message. Requests and responses
/// come in by themselves; a test takes those it waits for. A request that comes again is answered
/// as before, if it was answered (RFC 3261 §17.2), and taken once.
final class SipPeer implements AutoCloseable {
  /// How one message is answered: over the connection it came by.
  record Received(SipText message, SipWire.Back back) {}

  private final String name;
  private final SipWire wire;
  private final List<Received> waiting = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final List<SipText> received = new ArrayList<>();
  private final Map<String, Optional<SipText>> replies = new HashMap<>();
  private int calls;

  private SipPeer(String name, SipWire.Opener opener) throws IOException {
    this.name = name;
    this.wire = opener.open(this::receive);
  }

  static SipPeer udp(String name) throws IOException {
    return new SipPeer(name, SipWire::udp);
  }

  static SipPeer tcp(String name) throws IOException {
    return new SipPeer(name, SipWire::tcp);
  }

  String transport() {
    return wire.transport();
  }

  int port() {
    return wire.port();
  }

  /// As others call it, `sip:name@127.0.0.1:port`, with the transport.
  String uri() {
    String end = transport().equals("TCP") ? ";transport=tcp" : "";
    return "sip:" + name + "@127.0.0.1:" + port() + end;
  }

  String name() {
    return name;
  }

  /// A call to a user of the node, not yet begun.
  SipCall call(InetSocketAddress node, String user) {
    return SipCall.outgoing(this, node, "sip:" + user + "@127.0.0.1:" + node.getPort(), ++calls);
  }

  /// Waits for somebody to call.
  SipCall awaitCall() {
    return SipCall.incoming(this, await("INVITE", message -> message.method().equals("INVITE")));
  }

  synchronized void send(SipText message, InetSocketAddress to) {
    try {
      note(">", message);
      wire.send(message.text(), to);
    } catch (IOException e) {
      throw new AssertionError(this + " cannot send to " + to, e);
    }
  }

  synchronized void reply(SipText message, SipWire.Back back) {
    try {
      note(">", message);
      replies.put(transaction(message), Optional.of(message));
      back.send(message.text());
    } catch (IOException e) {
      throw new AssertionError(this + " cannot reply", e);
    }
  }

  private static String transaction(SipText message) {
    return message.header("Via") + " " + message.header("CSeq");
  }

  private synchronized void receive(String text, SipWire.Back back) {
    var message = new SipText(text);
    note("<", message);
    received.add(message);
    if (message.isResponse() || message.method().equals("ACK")) {
      waiting.add(new Received(message, back));
    } else {
      String transaction = transaction(message);
      Optional<SipText> reply = replies.putIfAbsent(transaction, Optional.empty());
      if (reply == null) {
        waiting.add(new Received(message, back));
      } else {
        reply.ifPresent(it -> reply(it, back));
      }
    }
    notifyAll();
  }

  private void note(String direction, SipText message) {
    log.add("%tT.%<tL %s %s".formatted(System.currentTimeMillis(), direction, message.text()));
  }

  Received await(String what, Predicate<SipText> sought) {
    return await(what, Await.LIMIT, sought);
  }

  /// Takes the oldest message of that kind, waiting for it.
  synchronized Received await(String what, Duration limit, Predicate<SipText> sought) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      for (Received one : waiting) {
        if (sought.test(one.message)) {
          waiting.remove(one);
          return one;
        }
      }
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        throw new AssertionError(this + " awaited " + what + "; seen:\n" + log());
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /// All that has come in so far.
  synchronized List<SipText> received() {
    return List.copyOf(received);
  }

  synchronized String log() {
    return String.join("\n", log);
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }

  @Override
  public String toString() {
    return name + " (" + transport() + " " + port() + ")";
  }
}
