package dev.tandem.node.edge;

import dev.tandem.api.IncomingMessage;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.SessionId;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.transaction.ServerTransaction;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// MESSAGE (RFC 3428): read here, delivered elsewhere, answered here. At most one for each server
/// transaction.
final class Messages {
  /// Enough to guess passwords with.
  private static final Set<String> NOT_TOLD = Set.of("authorization", "proxy-authorization");

  private final SipStack stack;
  private final Letters letters;
  private final Answers answers;
  private final Gruus gruus;

  Messages(SipStack stack, Letters letters, Answers answers, Gruus gruus) {
    this.gruus = gruus;
    this.stack = stack;
    this.letters = letters;
    this.answers = answers;
  }

  /// @param user who has proven to be its sender, null when nobody had to
  /// @param session the call it is within, null for none
  void take(
      ServerTransaction transaction,
      SipRequest request,
      @Nullable String user,
      @Nullable SessionId session) {
    String encoding = request.header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      answers.refuse(transaction, new Refusal(415, Methods.ACCEPT_ENCODING), null);
      return;
    }
    var message =
        new IncomingMessage(
            request.fromUri(),
            request.fromDisplayName(),
            request.requestUri(),
            gruus.userOf(request.requestUri()),
            request.callId(),
            request.contentType(),
            request.body(),
            request.otherHeaders(NOT_TOLD),
            Instant.now(),
            Readings.source(transaction.flow()),
            user,
            session);
    int hops = request.maxForwards() < 0 ? 70 : request.maxForwards();
    letters
        .take(message, hops)
        .thenAccept(answer -> stack.execute(() -> answer(transaction, answer, session != null)));
  }

  private void answer(ServerTransaction transaction, Letters.Answer answer, boolean within) {
    Refusal refusal =
        answer.status() == 405
            ? new Refusal(405, within ? Methods.ALLOW : Methods.ALLOW_WITHOUT_MESSAGE)
            : new Refusal(answer.status());
    answers.refuse(transaction, refusal, answer.reason(), null);
  }

  /// OPTIONS that may hear whether somebody is there.
  void outlook(ServerTransaction transaction, SipRequest options, Refusal capabilities) {
    letters
        .outlook(options.requestUri())
        .thenAccept(answer ->
            stack.execute(() ->
                answers.refuse(
                    transaction, new Refusal(answer.status(), capabilities.headers()), null)));
  }
}
