package dev.tandem.node.edge;

import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Header;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.Way;
import dev.tandem.sip.message.Parsed;
import dev.tandem.sip.message.ResponseHead;
import dev.tandem.sip.message.Via;
import dev.tandem.sip.transaction.Numeric;
import dev.tandem.sip.transaction.ServerTransaction;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Our responses: those a session asks for, and those of the edge itself.
final class Answers {
  private final SipStack stack;
  private final EdgeMetrics metrics;
  private final OurHeaders ours;

  Answers(SipStack stack, EdgeMetrics metrics, OurHeaders ours) {
    this.stack = stack;
    this.metrics = metrics;
    this.ours = ours;
  }

  /// By the transaction, or without one by the Via of the stored INVITE.
  ///
  /// @throws IllegalArgumentException when the command cannot be written as a response
  void respond(EdgeCommand.Respond command) {
    if (command.status() < 100 || command.status() > 699) {
      throw new IllegalArgumentException("status must be 100-699, was " + command.status());
    }
    var transactions = stack.transactions();
    ServerTransaction transaction = transactions.find(command.transaction());
    byte[] stored = command.invite();
    if (transaction != null) {
      byte[] response = encode(command, transaction.head(), Way.of(transaction.flow()));
      answered(transaction, command.status());
      transactions.respond(transaction, command.status(), response);
    } else if (stored != null
        && transactions.parseStored(stored) instanceof Parsed.Request(var invite)) {
      ResponseHead head = invite.responseHead();
      transactions.replyStateless(head, encode(command, head, wayBack(head.via())));
    } else {
      metrics.strayAnswers.increment();
    }
  }

  private static Way wayBack(Via via) {
    Transport named = Transport.named(via.transport());
    InetSocketAddress peer = Numeric.address(via.responseHost(), 0);
    return new Way(
        named == null ? Transport.UDP : named, peer == null ? null : peer.getAddress(), null);
  }

  /// @param tag ours for the To header, null for a fresh one
  void refuse(ServerTransaction transaction, Refusal refusal, @Nullable String tag) {
    refuse(transaction, refusal, refusal.reason(), tag);
  }

  /// @param reason phrase, null for the RFC's own
  void refuse(
      ServerTransaction transaction,
      Refusal refusal,
      @Nullable String reason,
      @Nullable String tag) {
    var headers = new ArrayList<>(refusal.headers());
    ours.addServer(headers);
    String toTag = tag == null ? stack.transactions().newTag() : tag;
    answered(transaction, refusal.status());
    byte[] response = transaction.head().encode(refusal.status(), reason, toTag, headers, null, "");
    stack.transactions().respond(transaction, refusal.status(), response);
  }

  private void answered(ServerTransaction transaction, int status) {
    boolean first = transaction.lastStatus() < 200;
    if (status >= 200 && first && transaction.head().startsCall()) {
      metrics.setUp(status, stack.timers().now() - transaction.receivedNs());
    }
  }

  private byte[] encode(EdgeCommand.Respond command, ResponseHead head, Way way) {
    List<Header> headers = new ArrayList<>(command.headers());
    String method = head.method();
    int status = command.status();
    boolean positive = status > 100 && status < 300;
    if (positive && Methods.REFRESH_TARGET.contains(method)) {
      ours.addContact(headers, way, head.sips());
    }
    if (status / 100 == 2 && Methods.OUTSIDE.contains(method)) {
      ours.addCapabilities(headers);
    }
    if (status / 100 == 2 && method.equals("OPTIONS")) {
      headers.addAll(Methods.CAPABILITIES);
    }
    ours.addServer(headers);
    return head.encode(
        status,
        command.reason(),
        command.localTag(),
        headers,
        command.contentType(),
        command.body());
  }
}
