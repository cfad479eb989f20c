package dev.tandem.node.edge;

import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Sessions;
import dev.tandem.protocol.SipUser;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.transaction.ServerTransaction;
import dev.tandem.sip.transaction.TransactionUser;
import dev.tandem.sip.transport.Flow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Requests of peers: refused here, or told to the session they belong to until it answers.
final class Incoming implements TransactionUser {
  private final SipStack stack;
  private final ActorRef<EdgeCommand> self;
  private final Sessions sessions;
  private final DialogTags tags;
  private final EdgeControl control;
  private final EdgeSettings settings;
  private final EdgeMetrics metrics;
  private final TrunkPeers trunks;
  private final Access access;
  private final Proofs proofs;
  private final RequestChecks checks;
  private final OurHeaders ours;
  private final Answers answers;
  private final Registers registers;
  private final Subscribes subscribes;
  private final Notifies notifies;
  private final Messages messages;
  private final Repeats repeats;
  private final ForeignCancels foreignCancels;

  /// Sessions of the INVITEs that have no final response yet, for CANCEL; by transaction.
  private final Map<String, SessionId> ringing = new HashMap<>();

  Incoming(SipStack stack, ActorRef<EdgeCommand> self, EdgeParts parts) {
    this.stack = stack;
    this.self = self;
    this.sessions = parts.sessions();
    this.tags = parts.tags();
    this.control = parts.control();
    this.settings = parts.settings();
    this.metrics = parts.metrics();
    this.trunks = parts.trunks();
    this.access = new Access(parts.access(), parts.trunks(), stack::execute);
    this.proofs = new Proofs(stack, parts);
    this.checks =
        new RequestChecks(settings.supported(), parts.registrar().takes(parts.access().required()));
    this.ours = new OurHeaders(stack, settings);
    this.answers = new Answers(stack, metrics, ours);
    this.registers = new Registers(stack, parts.registrar(), answers, settings.retryAfter());
    this.messages =
        new Messages(stack, parts.outside().letters(), answers, parts.registrar().gruus());
    this.subscribes =
        new Subscribes(
            stack,
            self,
            parts.outside(),
            tags,
            parts.registrar()::serves,
            answers,
            ours,
            settings.retryAfter());
    this.notifies = new Notifies(stack, parts.outside().watchers(), answers, settings.retryAfter());
    this.repeats = new Repeats(sessions, stack.timers(), settings, metrics);
    this.foreignCancels = new ForeignCancels(stack, self, parts, answers);
  }

  /// Whether that request of ours waits for the answer to one of the peer's.
  boolean keeps(EdgeCommand.Ask ask) {
    return subscribes.keeps(ask);
  }

  // From the transactions.

  @Override
  public @Nullable Screened screen(SipRequest request, Flow flow) {
    if (control.draining() || checks.refusal(request) != null) {
      return null; // that is said first
    }
    if (proofs.isFresh(request, Instant.now())) {
      return null; // the transferred call of somebody who was let in
    }
    if (!(ruleOfAccess(request, flow) instanceof Access.Refused(var refusal))) {
      return null;
    }
    metrics.request(request.method());
    metrics.challenged.increment();
    var headers = new ArrayList<>(refusal.headers());
    ours.addServer(headers);
    return new Screened(refusal.status(), headers);
  }

  /// Of one that [#screen] has let pass: a proof was fresh then.
  private Access.Ruling rule(SipRequest request, Flow flow) {
    return proofs.isRight(request, Instant.now()) ? Access.FREE : ruleOfAccess(request, flow);
  }

  private Access.Ruling ruleOfAccess(SipRequest request, Flow flow) {
    return access.rule(request, flow.remote().getAddress(), Instant.now());
  }

  @Override
  public void onRequest(ServerTransaction transaction, SipRequest request) {
    metrics.request(request.method());
    Refusal refusal = checks.refusal(request);
    if (refusal != null) {
      answers.refuse(transaction, refusal, null);
    } else if (!request.toTag().isEmpty()) {
      inDialog(transaction, request);
    } else if (control.draining()) {
      answers.refuse(transaction, busy(), null);
    } else if (request.method().equals("OPTIONS")) {
      capabilities(transaction, request);
    } else {
      admit(transaction, request);
    }
  }

  private void admit(ServerTransaction transaction, SipRequest request) {
    switch (rule(request, transaction.flow())) {
      case Access.Free _ -> take(transaction, request, null);
      case Access.Refused(var refusal) -> answers.refuse(transaction, refusal, null);
      case Access.Claimed(var credentials) ->
          access.identify(
              request, credentials, identity -> identified(transaction, request, identity));
    }
  }

  private void identified(
      ServerTransaction transaction, SipRequest request, Access.Identity identity) {
    boolean over = stack.transactions().find(transaction.key()) != transaction;
    if (over || transaction.lastStatus() >= 200) {
      return; // cancelled while the user was looked up
    }
    switch (identity) {
      case Access.Known(var user) -> take(transaction, request, user);
      case Access.Unproven(var refusal) -> {
        metrics.unproven.increment();
        answers.refuse(transaction, refusal, null);
      }
    }
  }

  private void take(ServerTransaction transaction, SipRequest request, @Nullable String user) {
    switch (request.method()) {
      case "REGISTER" -> registers.take(transaction, request, user);
      case "SUBSCRIBE" -> subscribes.take(transaction, request, user);
      case "MESSAGE" -> messages.take(transaction, request, user, null);
      default -> newCall(transaction, request, user);
    }
  }

  private void newCall(ServerTransaction transaction, SipRequest invite, @Nullable String user) {
    if (!sessions.open()) {
      answers.refuse(transaction, busy(), null);
      return;
    }
    SessionId session = sessions.mint();
    var from = transaction.flow().remote().getAddress();
    String trunk = trunks.of(from, invite.requestUri());
    var sender = new Readings.Sender(user, trunk, access.believes(from), trunks.media(trunk));
    var invitation = Readings.invitation(invite, transaction.flow(), sender, Instant.now());
    var command =
        new SessionCommand.Invited(invitation, new TransactionRef(self, transaction.key()));
    ringing.put(transaction.key(), session);
    repeats.begin(
        transaction.key(),
        session,
        command,
        () -> answers.refuse(transaction, busy(), tags.tagOf(session)));
  }

  private void inDialog(ServerTransaction transaction, SipRequest request) {
    Optional<SubscriptionId> subscription = tags.subscriptionOf(request.toTag());
    if (subscription.isPresent() && request.method().equals("SUBSCRIBE")) {
      subscribes.again(transaction, request, subscription.get());
      return;
    }
    if (request.method().equals("NOTIFY")) {
      subscription = tags.watcherOf(request.toTag());
      if (subscription.isPresent()) {
        notifies.take(transaction, request, subscription.get());
        return;
      }
    }
    Optional<SessionId> session = tags.sessionOf(request.toTag());
    if (session.isEmpty()) {
      metrics.forgedTags.increment();
      answers.refuse(transaction, new Refusal(481), null);
      return;
    }
    if (request.method().equals("MESSAGE")) {
      messages.take(transaction, request, null, session.get());
      return;
    }
    if (request.method().equals("SUBSCRIBE")) {
      answers.refuse(transaction, new Refusal(489, Methods.ALLOW_EVENTS), null);
      return;
    }
    if (request.method().equals("INVITE")) {
      ringing.put(transaction.key(), session.get());
    }
    var command =
        new SessionCommand.Requested(
            Readings.request(request, transaction.flow()),
            new TransactionRef(self, transaction.key()));
    // A BYE nobody answers has done its work all the same: the dialog is gone.
    Refusal atEnd = request.method().equals("BYE") ? new Refusal(200) : busy();
    repeats.begin(
        transaction.key(), session.get(), command, () -> answers.refuse(transaction, atEnd, null));
  }

  private void capabilities(ServerTransaction transaction, SipRequest options) {
    var headers = new ArrayList<Header>(Methods.CAPABILITIES);
    headers.add(Methods.ALLOW_EVENTS);
    ours.addCapabilities(headers);
    var capabilities = new Refusal(200, headers);
    boolean ofUser = !SipUser.of(options.requestUri()).isEmpty();
    if (ofUser && access.mayAskForUsers(transaction.flow().remote().getAddress())) {
      messages.outlook(transaction, options, capabilities);
    } else {
      answers.refuse(transaction, capabilities, null);
    }
  }

  @Override
  public void onAck(SipRequest ack, Flow flow) {
    metrics.request("ACK");
    Optional<SessionId> session = tags.sessionOf(ack.toTag());
    if (session.isEmpty()) {
      metrics.forgedTags.increment();
      return;
    }
    sessions.tell(
        session.get(),
        new SessionCommand.Acked(ack.cseq(), Readings.source(flow), ack.contentType(), ack.body()));
  }

  @Override
  public void onCancel(
      ServerTransaction transaction, @Nullable ServerTransaction invite, SipRequest cancel) {
    metrics.request("CANCEL");
    String reason = cancel.header("Reason");
    if (invite == null) {
      foreignCancels.ask(transaction, cancel, reason);
    } else {
      answers.refuse(transaction, new Refusal(200), tagOf(invite));
      cancel(invite, reason);
    }
  }

  private @Nullable String tagOf(ServerTransaction invite) {
    SessionId session = ringing.get(invite.key());
    return session == null ? null : tags.tagOf(session);
  }

  /// Tells the session until it has sent the final response.
  private void cancel(ServerTransaction invite, @Nullable String reason) {
    SessionId session = ringing.get(invite.key());
    if (session == null && invite.lastStatus() < 200) {
      answers.refuse(invite, new Refusal(487), null); // its user is still being looked up
    } else if (session != null && invite.lastStatus() < 200) {
      repeats.begin(
          invite.key(),
          session,
          new SessionCommand.Cancelled(reason),
          () -> answers.refuse(invite, new Refusal(487), tags.tagOf(session)));
    }
  }

  @Override
  public void onClosed(Flow flow) {
    registers.closed(flow);
  }

  @Override
  public void onEnded(ServerTransaction transaction) {
    forget(transaction.key());
  }

  private void forget(String transaction) {
    repeats.stop(transaction);
    ringing.remove(transaction);
  }

  private Refusal busy() {
    return new Refusal(
        503, new Header("Retry-After", Long.toString(settings.retryAfter().toSeconds())));
  }

  // From sessions and other edges.

  void respond(EdgeCommand.Respond command) {
    answers.respond(command);
    if (command.status() >= 200) {
      forget(command.transaction());
    } else {
      stopUnlessCancelled(command.transaction());
    }
  }

  /// A provisional response ends the repeats of an INVITE; those of a CANCEL only a final one does.
  private void stopUnlessCancelled(String transaction) {
    if (!repeats.tells(transaction, SessionCommand.Cancelled.class)) {
      repeats.stop(transaction);
    }
  }

  void takeCancel(EdgeCommand.TakeCancel command) {
    ServerTransaction invite = stack.transactions().find(command.invite());
    if (invite != null) {
      command.replyTo().tell(new EdgeCommand.CancelTaken(command.cancel()));
      cancel(invite, command.reason());
    }
  }

  void cancelTaken(EdgeCommand.CancelTaken command) {
    foreignCancels.taken(command.cancel());
  }

  /// Requests that wait for a session's answer.
  int waiting() {
    return repeats.size();
  }
}
