package dev.tandem.node.edge;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Sessions;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.Way;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipResponse;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.ClientTransaction;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transaction.ResponseListener;
import dev.tandem.sip.transport.Flow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests of sessions: built from their dialog, sent in a client transaction, and every answer
/// told to the session. As many at a time as there may be transactions and look-ups.
final class Outgoing {
  private record Key(SessionId session, String request) {}

  private final SipStack stack;
  private final Sessions sessions;
  private final EdgeMetrics metrics;
  private final OurHeaders ours;
  private final NextHops hops;
  private final Map<Key, Sent> sent = new HashMap<>();

  Outgoing(SipStack stack, EdgeParts parts, Resolver resolver) {
    this.stack = stack;
    this.sessions = parts.sessions();
    this.metrics = parts.metrics();
    this.ours = new OurHeaders(stack, parts.settings());
    this.hops = new NextHops(stack, resolver);
  }

  /// A request that is under way already is not sent twice: a session repeats what it asked when it
  /// has woken up elsewhere.
  void send(EdgeCommand.Send command) {
    var key = new Key(command.session(), command.request());
    if (!sent.containsKey(key)) {
      var request = new Sent(key);
      sent.put(key, request);
      hops.find(command.dialog(), hop -> begin(request, command, hop));
    }
  }

  private void begin(Sent request, EdgeCommand.Send command, @Nullable Hop hop) {
    if (hop == null) {
      metrics.unresolved.increment();
      request.failed(SessionCommand.Failure.UNRESOLVED);
      request.onEnded();
      return;
    }
    OutgoingRequest message = message(command, hop);
    if (message == null) {
      request.failed(SessionCommand.Failure.UNRESOLVED);
      request.onEnded();
      return;
    }
    var transaction = stack.transactions().request(message, hop, request);
    request.transaction = transaction;
    if (request.cancelled) {
      stack.transactions().cancel(transaction, request.cancelReason);
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
    hops.find(command.dialog(), hop -> sendAck(command, hop));
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
    Sent request = sent.get(new Key(command.session(), command.request()));
    if (request == null) {
      return; // over, or another edge's: then its own timer ends it
    }
    request.cancelled = true;
    request.cancelReason = command.reason();
    if (request.transaction != null) {
      stack.transactions().cancel(request.transaction, command.reason());
    }
  }

  /// Requests under way.
  int underWay() {
    return sent.size();
  }

  private final class Sent implements ResponseListener {
    private final Key key;
    private @Nullable ClientTransaction transaction;
    private boolean cancelled;
    private @Nullable String cancelReason;

    private Sent(Key key) {
      this.key = key;
    }

    @Override
    public void onResponse(SipResponse response, Flow flow) {
      // A 100 is of this hop only; it says nothing a session could use (RFC 3261 §16.7).
      if (response.status() > 100) {
        tell(new SessionCommand.Responded(key.request(), Readings.response(response, flow)));
      }
    }

    @Override
    public void onFailure(Failure failure) {
      failed(
          switch (failure) {
            case TIMEOUT -> SessionCommand.Failure.TIMEOUT;
            case TRANSPORT -> SessionCommand.Failure.TRANSPORT;
          });
    }

    private void failed(SessionCommand.Failure failure) {
      tell(new SessionCommand.Unanswered(key.request(), failure));
    }

    private void tell(SessionCommand command) {
      sessions.tell(key.session(), command);
    }

    @Override
    public void onEnded() {
      sent.remove(key, this);
    }
  }
}
