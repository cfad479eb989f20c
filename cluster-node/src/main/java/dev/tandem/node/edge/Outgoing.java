package dev.tandem.node.edge;

import dev.tandem.node.edge.resolve.Locator;
import dev.tandem.node.edge.resolve.Targets;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Sessions;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.Way;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.Hop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests of sessions: built from their dialog, sent in a client transaction at one target after
/// the other, and every answer told to the session. As many at a time as there may be transactions
/// and look-ups.
final class Outgoing {
  private record Key(SessionId session, String request) {}

  private final SipStack stack;
  private final Sessions sessions;
  private final EdgeMetrics metrics;
  private final OurHeaders ours;
  private final NextHops hops;
  private final Sending.Means means;
  private final Map<Key, Sending> sent = new HashMap<>();

  Outgoing(SipStack stack, EdgeParts parts, Locator locator) {
    this.stack = stack;
    this.sessions = parts.sessions();
    this.metrics = parts.metrics();
    this.ours = new OurHeaders(stack, parts.settings());
    this.hops = new NextHops(stack, locator);
    this.means =
        new Sending.Means(
            stack,
            parts.settings().failover(),
            parts.settings().logins(),
            locator.avoided(),
            metrics);
  }

  /// A request that is under way already is not sent twice: a session repeats what it asked when it
  /// has woken up elsewhere.
  void send(EdgeCommand.Send command) {
    var key = new Key(command.session(), command.request());
    if (!sent.containsKey(key)) {
      begin(key, command);
    }
  }

  private void begin(Key key, EdgeCommand.Send command) {
    Targets targets = hops.of(command.dialog());
    if (targets == null) {
      metrics.unresolved.increment();
      var failure = SessionCommand.Failure.UNRESOLVED;
      sessions.tell(key.session(), new SessionCommand.Unanswered(key.request(), failure));
    } else {
      var sending = new Sending(means, new Errand(key, command), key.request(), targets);
      sent.put(key, sending);
      sending.start();
    }
  }

  private @Nullable OutgoingRequest message(EdgeCommand.Send command, Hop hop) {
    List<Header> headers = new ArrayList<>(command.headers());
    String method = command.method();
    if (Methods.WITH_CONTACT.contains(method)) {
      ours.addContact(headers, Way.of(hop), isSips(command.dialog()));
    }
    if (Methods.REFRESH_TARGET.contains(method)) {
      ours.addCapabilities(headers);
    }
    ours.addUserAgent(headers);
    return message(
        command.dialog(), method, command.cseq(), headers, command.contentType(), command.body());
  }

  /// RFC 3261 §12.2.1.1 and §8.1.1.8.
  private static boolean isSips(Dialog dialog) {
    return SipUri.isSips(dialog.remoteTarget()) || SipUri.isSips(DialogRequests.nextHop(dialog));
  }

  private @Nullable OutgoingRequest message(
      Dialog dialog,
      String method,
      long cseq,
      List<Header> headers,
      @Nullable String contentType,
      String body) {
    try {
      return DialogRequests.of(dialog, method, cseq, headers, contentType, body);
    } catch (IllegalArgumentException _) {
      metrics.invalidCommands.increment();
      return null;
    }
  }

  void sendAck(EdgeCommand.SendAck command) {
    Targets targets = hops.of(command.dialog());
    if (targets == null) {
      metrics.unresolved.increment();
    } else {
      targets.next(hop -> sendAck(command, hop));
    }
  }

  private void sendAck(EdgeCommand.SendAck command, @Nullable Hop hop) {
    OutgoingRequest ack =
        message(
            command.dialog(),
            "ACK",
            command.cseq(),
            List.of(),
            command.contentType(),
            command.body());
    if (hop == null || ack == null) {
      metrics.unresolved.increment(); // the peer repeats its 2xx, the session its ACK
    } else {
      stack.transactions().sendStateless(ack, hop);
    }
  }

  void cancel(EdgeCommand.Cancel command) {
    Sending request = sent.get(new Key(command.session(), command.request()));
    if (request != null) { // else over, or another edge's: then its own timer ends it
      request.cancel(command.reason());
    }
  }

  /// Requests under way.
  int underWay() {
    return sent.size();
  }

  private final class Errand implements Sending.Errand {
    private final Key key;
    private final EdgeCommand.Send command;

    private Errand(Key key, EdgeCommand.Send command) {
      this.key = key;
      this.command = command;
    }

    @Override
    public @Nullable OutgoingRequest message(Hop hop) {
      return Outgoing.this.message(command, hop);
    }

    @Override
    public void tell(SessionCommand heard) {
      sessions.tell(key.session(), heard);
    }

    @Override
    public void over() {
      sent.remove(key);
    }
  }
}
