package dev.tandem.node.edge;

import dev.tandem.node.edge.resolve.Locator;
import dev.tandem.node.edge.resolve.Targets;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Sessions;
import dev.tandem.protocol.TrunkRoute;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.Way;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.Hop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Requests of sessions: built from their dialog, sent in a client transaction at one target after
/// the other, and every answer told to the session. As many at a time as there may be transactions
/// and look-ups.
final class Outgoing {
  private record Key(SessionId session, String request) {}

  /// What is sent, but for what belongs to the hop.
  private record Content(
      Dialog dialog,
      String method,
      long cseq,
      List<Header> headers,
      @Nullable String contentType,
      String body) {
    static Content of(EdgeCommand.Send it) {
      return new Content(
          it.dialog(), it.method(), it.cseq(), it.headers(), it.contentType(), it.body());
    }

    static Content of(EdgeCommand.Ask it) {
      return new Content(
          it.dialog(), it.method(), it.cseq(), it.headers(), it.contentType(), it.body());
    }

    static Content of(EdgeCommand.SendAck it) {
      List<Header> headers = it.headers() == null ? List.of() : it.headers();
      return new Content(it.dialog(), "ACK", it.cseq(), headers, it.contentType(), it.body());
    }

    Content with(List<Header> all) {
      return new Content(dialog, method, cseq, all, contentType, body);
    }
  }

  private final SipStack stack;
  private final Sessions sessions;
  private final Proofs proofs;
  private final EdgeMetrics metrics;
  private final OurHeaders ours;
  private final NextHops hops;
  private final TrunkPeers trunks;
  private final Logins logins;
  private final Sending.Means means;
  private final Map<Key, Sending> sent = new HashMap<>();

  Outgoing(SipStack stack, EdgeParts parts, Locator locator) {
    this.stack = stack;
    this.sessions = parts.sessions();
    this.proofs = new Proofs(stack, parts);
    this.metrics = parts.metrics();
    this.ours = new OurHeaders(stack, parts.settings());
    this.trunks = parts.trunks();
    this.logins = parts.settings().logins();
    this.hops = new NextHops(stack, locator, trunks, parts.registrar()::serves);
    this.means = new Sending.Means(stack, parts.settings().failover(), locator.avoided(), metrics);
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
      var sending = new Sending(means, new Told(key, command), key.request(), targets);
      sent.put(key, sending);
      sending.start();
    }
  }

  private Content dressed(Content content, Hop hop) {
    Dialog dialog = content.dialog();
    TrunkRoute.of(dialog).ifPresent(route -> trunks.reaches(hop.address(), route));
    List<Header> headers = new ArrayList<>(content.headers());
    proofs.add(headers, dialog, hop, Instant.now());
    ours.leadHere(headers, Way.of(hop));
    if (Methods.WITH_CONTACT.contains(content.method())) {
      ours.addContact(headers, Way.of(hop), isSips(dialog));
    }
    if (Methods.REFRESH_TARGET.contains(content.method())) {
      ours.addCapabilities(headers);
    }
    ours.addUserAgent(headers);
    return content.with(headers);
  }

  private Logins logins(Dialog dialog, Hop hop) {
    Logins trunk = trunks.logins(TrunkRoute.of(dialog).orElse(null), hop.address());
    return trunk == null ? logins : trunk;
  }

  /// RFC 3261 §12.2.1.1 and §8.1.1.8.
  private static boolean isSips(Dialog dialog) {
    return SipUri.isSips(dialog.remoteTarget()) || SipUri.isSips(DialogRequests.nextHop(dialog));
  }

  private @Nullable OutgoingRequest message(Content content) {
    try {
      return DialogRequests.of(
          content.dialog(),
          content.method(),
          content.cseq(),
          content.headers(),
          content.contentType(),
          content.body());
    } catch (IllegalArgumentException _) {
      metrics.invalidCommands.increment();
      return null;
    }
  }

  /// As many at a time as there may be transactions.
  void ask(EdgeCommand.Ask command) {
    Targets targets = hops.of(command.dialog());
    if (targets == null) {
      metrics.unresolved.increment();
      command.replyTo().tell(new EdgeReply.Unanswered(SessionCommand.Failure.UNRESOLVED));
    } else {
      new Sending(means, new Question(command), command.method(), targets).start();
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
    OutgoingRequest ack = message(Content.of(command));
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

  /// A request for somebody, before it is known which hop it takes.
  private abstract class Errand implements Sending.Errand {
    private final Content content;

    private Errand(Content content) {
      this.content = content;
    }

    @Override
    public @Nullable OutgoingRequest message(Hop hop) {
      return Outgoing.this.message(dressed(content, hop));
    }

    @Override
    public Logins logins(Hop hop) {
      return Outgoing.this.logins(content.dialog(), hop);
    }
  }

  /// A request of a session, which hears every answer.
  private final class Told extends Errand {
    private final Key key;

    private Told(Key key, EdgeCommand.Send command) {
      super(Content.of(command));
      this.key = key;
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

  /// A request whose asker wants the end of it only.
  private final class Question extends Errand {
    private final ActorRef<EdgeReply> asker;

    private Question(EdgeCommand.Ask command) {
      super(Content.of(command));
      this.asker = command.replyTo();
    }

    @Override
    public void tell(SessionCommand heard) {
      if (heard instanceof SessionCommand.Responded(_, var response)) {
        if (response.status() >= 200) {
          asker.tell(new EdgeReply.Answered(response));
        }
      } else if (heard instanceof SessionCommand.Unanswered(_, var failure)) {
        asker.tell(new EdgeReply.Unanswered(failure));
      }
    }

    @Override
    public void over() {}
  }
}
