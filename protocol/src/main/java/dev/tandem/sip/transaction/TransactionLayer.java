package dev.tandem.sip.transaction;

import dev.tandem.protocol.Header;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.Parsed;
import dev.tandem.sip.message.ResponseHead;
import dev.tandem.sip.message.SipParser;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.message.SipResponse;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.MessageSink;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// All transactions of one SIP loop: matches what comes in (RFC 3261 §17.1.3, §17.2.3), makes new
/// ones, forgets the old. Use it on that loop only.
public final class TransactionLayer implements MessageSink {
  private static final List<Header> RETRY_SOON = List.of(new Header("Retry-After", "5"));

  private final TransactionSettings settings;
  private final TimerWheel wheel;
  private final TransactionUser user;
  private final LongConsumer setUpAnswered;
  private final TransactionCounters counters;
  private final Walk walk;
  private final SipParser parser = new SipParser();
  private final Branches branches = new Branches();
  private final ServerTable servers = new ServerTable();
  private final ClientTable clients = new ClientTable();
  private final Ways ways;

  /// @param setUpAnswered told once for each new INVITE (outside any dialog), when it gets its
  ///   first response other than 100 or has ended without: the moment it came, by the wheel's clock
  public TransactionLayer(
      TransactionSettings settings,
      Outlet outlet,
      TimerWheel wheel,
      TransactionUser user,
      LongConsumer setUpAnswered,
      TransactionCounters counters) {
    this(settings, outlet, wheel, user, setUpAnswered, counters, Walk.UNSEEN);
  }

  TransactionLayer(
      TransactionSettings settings,
      Outlet outlet,
      TimerWheel wheel,
      TransactionUser user,
      LongConsumer setUpAnswered,
      TransactionCounters counters,
      Walk walk) {
    this.settings = settings;
    this.wheel = wheel;
    this.user = user;
    this.setUpAnswered = setUpAnswered;
    this.counters = counters;
    this.walk = walk;
    this.ways = new Ways(outlet, counters);
  }

  // What comes in.

  @Override
  public void onMessage(Flow flow, byte[] message) {
    ways.seen(flow);
    switch (parser.parse(message, flow.remote())) {
      case Parsed.Request(SipRequest request) -> {
        if (flow.transport() == Transport.TLS && request.via().wantsReuse()) {
          flow.reuseAt(request.via().sentByPort());
        }
        onRequest(flow, request);
      }
      case Parsed.Response(SipResponse response) -> onResponse(flow, response);
      case Parsed.Malformed(int status, _, ResponseHead head) -> {
        counters.malformed.increment();
        if (head != null) {
          replyStateless(flow, head, status, List.of());
        }
      }
    }
  }

  @Override
  public void onClosed(Flow flow) {
    ways.closed(flow);
    clients.over(flow).forEach(ClientTransaction::transportFailed);
    user.onClosed(flow);
  }

  private void onRequest(Flow flow, SipRequest request) {
    String key = ServerTable.key(request);
    ServerTransaction known = servers.get(key);
    if (request.method().equals("ACK")) {
      onAck(flow, request, known);
    } else if (known != null) {
      counters.absorbed.increment();
      known.step(ServerTables.Input.REQUEST);
    } else {
      onNewRequest(flow, request, key);
    }
  }

  private void onAck(Flow flow, SipRequest ack, @Nullable ServerTransaction known) {
    // The ACK of a 2xx has a branch of its own, unless its sender is old or careless.
    if (known == null && ack.toTag().equals(branches.tagFor(ack))) {
      counters.absorbed.increment(); // of an answer that left nothing behind
    } else if (known == null || known.step(ServerTables.Input.ACK)) {
      user.onAck(ack, flow);
    } else {
      counters.absorbed.increment();
    }
  }

  private void onNewRequest(Flow flow, SipRequest request, String key) {
    String mergeKey = ServerTable.mergeKey(request);
    if (isFull(!request.toTag().isEmpty())) {
      counters.refusedFull.increment();
      replyStateless(flow, request.responseHead(), 503, RETRY_SOON);
    } else if (servers.hasMerged(mergeKey)) {
      counters.merged.increment();
      replyStateless(flow, request.responseHead(), 482, List.of());
    } else if (!screened(flow, request)) {
      begin(flow, request, key, mergeKey);
    }
  }

  private boolean screened(Flow flow, SipRequest request) {
    var answer = request.method().equals("CANCEL") ? null : user.screen(request, flow);
    if (answer != null) {
      counters.screened.increment();
      String tag = branches.tagFor(request); // the same for a retransmission (RFC 3261 §8.2.7)
      replyStateless(flow, request.responseHead(), answer.status(), tag, answer.headers());
    }
    return answer != null;
  }

  private void begin(Flow flow, SipRequest request, String key, @Nullable String mergeKey) {
    var transaction =
        new ServerTransaction(this, key, flow, request.responseHead(), mergeKey, wheel.now());
    servers.put(transaction);
    counters.serversNow.increment();
    switch (request.method()) {
      case "INVITE" -> {
        // At once: cheaper than a timer that is nearly always stopped (§17.2.1 allows 200 ms).
        transaction.respond(100, request.responseHead().encode(100, null, List.of()));
        user.onRequest(transaction, request);
      }
      case "CANCEL" ->
          user.onCancel(transaction, servers.get(ServerTable.inviteKey(request)), request);
      default -> user.onRequest(transaction, request);
    }
  }

  private void onResponse(Flow flow, SipResponse response) {
    String key = ClientTransaction.key(response.via().branch(), response.cseqMethod());
    ClientTransaction transaction = clients.get(key);
    if (transaction == null || !transaction.answers(response)) {
      counters.strayResponses.increment();
    } else {
      transaction.received(response, flow);
    }
  }

  // What the user wants.

  /// @param response as [ResponseHead#encode] of its head made it
  public void respond(ServerTransaction transaction, int status, byte[] response) {
    transaction.respond(status, response);
  }

  /// The transaction of that [ServerTransaction#key], null when it is over or was never here.
  public @Nullable ServerTransaction find(String key) {
    return servers.get(key);
  }

  /// Whether an INVITE with that Via belongs to a transaction we have.
  ///
  /// @param sentBy as [Via#sentBy] gives it
  public boolean knows(String branch, String sentBy) {
    return servers.get(ServerTable.key(branch, sentBy, "INVITE")) != null;
  }

  /// Sends a request. `listener` may be called before this returns.
  public ClientTransaction request(OutgoingRequest request, Hop hop, ResponseListener listener) {
    return begin(new ClientTransaction(this, request, hop, branches.next(), listener), listener);
  }

  private ClientTransaction begin(ClientTransaction transaction, ResponseListener listener) {
    if (isFull(true)) {
      counters.refusedFull.increment();
      listener.onFailure(ResponseListener.Failure.FULL);
      listener.onEnded();
      return transaction;
    }
    clients.put(transaction);
    counters.clientsNow.increment();
    transaction.start();
    return transaction;
  }

  /// Gives up an INVITE of ours (§9.1).
  ///
  /// @param reason value of a Reason header, null for none
  public void cancel(ClientTransaction invite, @Nullable String reason) {
    invite.cancel(reason);
  }

  /// Repeats a request of ours no more, because it goes elsewhere now. An INVITE is cancelled when
  /// a late provisional response allows it; its listener hears on.
  public void abandon(ClientTransaction request) {
    request.abandon();
  }

  /// Sends a request outside any transaction: the ACK of a 2xx.
  public void sendStateless(OutgoingRequest request, Hop hop) {
    ways.sendStateless(request, hop, branches.next());
  }

  /// Sends a response by nothing but the Via of its request.
  public void replyStateless(ResponseHead head, byte[] response) {
    ways.replyStateless(head, response);
  }

  /// Whether a connection to exactly there is open, so that a request can go over it.
  public boolean isConnected(Transport transport, InetSocketAddress remote) {
    return ways.isConnected(transport, remote);
  }

  /// Key of the INVITE that a CANCEL means, at whichever node has it.
  public static String inviteKeyOf(SipRequest cancel) {
    return ServerTable.inviteKey(cancel);
  }

  /// A To tag for a response that makes no dialog.
  public String newTag() {
    return branches.tag();
  }

  /// Reads bytes that were stored with `received` and `rport` filled in.
  public Parsed parseStored(byte[] message) {
    return parser.parse(message, null);
  }

  // For the transactions.

  TransactionSettings settings() {
    return settings;
  }

  TimerWheel wheel() {
    return wheel;
  }

  TransactionCounters counters() {
    return counters;
  }

  Walk walk() {
    return walk;
  }

  Ways ways() {
    return ways;
  }

  void sendCancel(OutgoingRequest cancel, Hop hop, String branch) {
    var nobody = ResponseListener.NOBODY;
    begin(new ClientTransaction(this, cancel, hop, branch, nobody), nobody);
  }

  void moved(ClientTransaction transaction, Hop to) {
    clients.moved(transaction, to);
  }

  void forget(ClientTransaction transaction) {
    if (clients.remove(transaction)) {
      counters.clientsNow.decrement();
    }
  }

  void forget(ServerTransaction transaction) {
    if (servers.remove(transaction)) {
      counters.serversNow.decrement();
      user.onEnded(transaction);
    }
  }

  void setUpAnswered(long receivedNs) {
    setUpAnswered.accept(receivedNs);
  }

  private void replyStateless(Flow flow, ResponseHead head, int status, List<Header> headers) {
    replyStateless(flow, head, status, branches.tag(), headers);
  }

  private void replyStateless(
      Flow flow, ResponseHead head, int status, String tag, List<Header> headers) {
    if (head.startsCall()) {
      setUpAnswered(wheel.now());
    }
    ways.replyStateless(flow, head.via(), head.encode(status, tag, headers));
  }

  /// Calls that are up may use the last tenth, so that they can end while new ones are refused.
  private boolean isFull(boolean insideDialog) {
    int max = settings.maxTransactions();
    int now = servers.size() + clients.size();
    return now >= (insideDialog ? max : max - max / 10);
  }
}
