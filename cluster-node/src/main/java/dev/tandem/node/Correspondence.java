package dev.tandem.node;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallHandler;
import dev.tandem.api.IncomingMessage;
import dev.tandem.api.MessageDecision;
import dev.tandem.api.SipResult;
import dev.tandem.node.edge.Letters;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.SipUser;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Texts in, to the application or on to phones, and texts out. Nothing is stored: who is not there
/// does not get it, and its sender hears so.
final class Correspondence implements Letters {
  private static final Logger LOG = LoggerFactory.getLogger(Correspondence.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// Texts that are being decided about or delivered on this node; more get 503.
  static final int AT_A_TIME = 10_000;

  /// Headers that say something about the text and not about its way.
  private static final Set<String> PASSED =
      Set.of(
          "subject",
          "date",
          "expires",
          "priority",
          "reply-to",
          "in-reply-to",
          "call-info",
          "content-language",
          "content-disposition");

  private final CallHandler handler;
  private final Duration deadline;
  private final AddressBook book;
  private final RegistrarDoor registrar;
  private final Asks asks;
  private final Requester requester;
  private final Semaphore room = new Semaphore(AT_A_TIME);
  private final Executor threads = task -> Thread.ofVirtual().name("message-handler").start(task);

  Correspondence(
      CallHandler handler,
      Duration deadline,
      AddressBook book,
      RegistrarDoor registrar,
      Asks asks,
      Requester requester) {
    this.handler = handler;
    this.deadline = deadline;
    this.book = book;
    this.registrar = registrar;
    this.asks = asks;
    this.requester = requester;
  }

  // Texts in.

  @Override
  public CompletionStage<Answer> take(IncomingMessage message, int hops) {
    if (!room.tryAcquire()) {
      return CompletableFuture.completedStage(new Answer(503, null));
    }
    return isOfCall(message)
        .thenCompose(known -> known ? decide(message, hops) : answer(481))
        .exceptionally(problem -> {
          LOG.warn("a text is not delivered, problem={}", problem.toString());
          return new Answer(500, null);
        })
        .whenComplete((_, _) -> room.release());
  }

  /// A text within a call is of one that is up.
  private CompletionStage<Boolean> isOfCall(IncomingMessage message) {
    SessionId session = message.session();
    return session == null
        ? CompletableFuture.completedStage(true)
        : asks.sessionStage(session, SessionCommand.Describe::new, PATIENCE)
            .thenApply(reply ->
                reply instanceof SessionReply.Told(var info)
                    && info.phase() != SessionInfo.Phase.ENDED
                    && info.callId().equals(message.callId()));
  }

  private CompletionStage<Answer> decide(IncomingMessage message, int hops) {
    return CompletableFuture.supplyAsync(() -> handler.onMessage(message), threads)
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(decision -> carryOut(decision, message, hops));
  }

  private CompletionStage<Answer> carryOut(
      MessageDecision decision, IncomingMessage message, int hops) {
    return switch (decision) {
      case MessageDecision.Accept _ -> answer(200);
      case MessageDecision.Reject(int status, var reason) ->
          CompletableFuture.completedStage(new Answer(status, oneLine(reason)));
      case MessageDecision.Forward(var uri) ->
          mayPass(message, hops)
              ? deliver(message, hops, message.to(), uri, null).thenApply(Correspondence::passed)
              : answer(refusal(hops));
      case MessageDecision.ForwardToRegistered(var address) ->
          mayPass(message, hops) ? toPhones(message, hops, address) : answer(refusal(hops));
    };
  }

  private static @Nullable String oneLine(@Nullable String reason) {
    return reason == null || reason.chars().anyMatch(c -> c < ' ') ? null : reason;
  }

  /// Nobody writes in another's name.
  private static boolean mayPass(IncomingMessage message, int hops) {
    String user = message.authenticatedUser();
    return hops > 0 && (user == null || user.equals(SipUser.of(message.from())));
  }

  private static int refusal(int hops) {
    return hops > 0 ? 403 : 483;
  }

  private CompletionStage<Answer> toPhones(IncomingMessage message, int hops, String address) {
    return phones(address)
        .thenCompose(phones ->
            phones.status() != 200
                ? answer(phones.status())
                : best(phones.bindings().stream()
                        .map(it -> deliver(message, hops, address, ContactTarget.of(it), node(it)))
                        .toList())
                    .thenApply(Correspondence::passed));
  }

  private CompletionStage<SipResult> deliver(
      IncomingMessage message, int hops, String to, String target, @Nullable String node) {
    List<Header> headers =
        new java.util.ArrayList<>(
            message.headers().stream()
                .filter(it -> PASSED.contains(it.name().toLowerCase(Locale.ROOT)))
                .toList());
    headers.add(new Header("Max-Forwards", Integer.toString(hops - 1)));
    return requester.send(
        new Requester.Errand(
            "MESSAGE",
            message.from(),
            message.displayName(),
            to,
            target,
            node,
            headers,
            message.contentType(),
            message.body()));
  }

  /// What the sender hears of it. A challenge is not his, and 408 is never sent (RFC 4320 §4.2).
  private static Answer passed(SipResult result) {
    return switch (result.status()) {
      case 401, 407 -> new Answer(403, null);
      case 408, 503 -> new Answer(480, null);
      default ->
          result.status() < 300 || result.status() >= 400
              ? new Answer(result.status(), null)
              : new Answer(480, null); // whoever redirects texts is not followed
    };
  }

  private static CompletionStage<Answer> answer(int status) {
    return CompletableFuture.completedStage(new Answer(status, null));
  }

  // Who is there.

  /// @param status 200 when there are bindings, else what who calls them hears
  private record Phones(int status, List<Binding> bindings) {}

  private CompletionStage<Phones> phones(String uri) {
    return book.find(new CallDecision.ForwardToRegistered(uri, null))
        .thenCompose(verdict -> {
          Optional<AddressOfRecord> address = book.gruus().addressOf(uri);
          if (verdict instanceof Verdict.Reject(int status, _) || address.isEmpty()) {
            int said = verdict instanceof Verdict.Reject(int status, _) ? status : 404;
            return CompletableFuture.completedStage(new Phones(said, List.of()));
          }
          return registrar.lookup(address.get()).thenApply(reply -> reachable(uri, reply));
        });
  }

  private Phones reachable(String uri, RegistrarReply reply) {
    List<Binding> bindings =
        reply instanceof RegistrarReply.Bound(var all)
            ? AddressBook.named(book.gruus().read(uri), all)
            : List.of();
    return new Phones(bindings.isEmpty() ? 480 : 200, bindings);
  }

  private static @Nullable String node(Binding binding) {
    return binding.needsItsConnection() ? binding.node() : null;
  }

  @Override
  public CompletionStage<Answer> outlook(String uri) {
    return CompletableFuture.supplyAsync(() -> handler.onOptions(called(uri)), threads)
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(this::outlook)
        .exceptionally(problem -> {
          LOG.warn("OPTIONS is not decided, problem={}", problem.toString());
          return new Answer(500, null);
        });
  }

  /// A handler finds the user of a temporary GRUU where it finds others.
  private String called(String uri) {
    return book.gruus().read(uri) instanceof Gruus.Temporary(var address, _, _)
        ? address.uri()
        : uri;
  }

  private CompletionStage<Answer> outlook(CallDecision decision) {
    return switch (decision) {
      case CallDecision.Reject(int status, _) -> answer(status);
      case CallDecision.ForwardToRegistered wish -> book.find(wish).thenApply(Correspondence::of);
      case CallDecision.ByTable(_, var then) -> outlook(then);
      case CallDecision.WithMedia(_, var then) -> outlook(then);
      case CallDecision.Accept _,
          CallDecision.Defer _,
          CallDecision.EarlyMedia _,
          CallDecision.Forward _,
          CallDecision.ForwardToTrunk _,
          CallDecision.Ring _,
          CallDecision.Redirect _,
          CallDecision.JoinConference _ ->
          answer(200);
    };
  }

  private static Answer of(Verdict verdict) {
    return new Answer(verdict instanceof Verdict.Reject(int status, _) ? status : 200, null);
  }

  // Texts out.

  /// To the phones of that address when there are any, else to the URI itself.
  CompletionStage<SipResult> send(String from, String to, String contentType, String body) {
    return phones(to)
        .thenCompose(phones ->
            phones.status() == 200
                ? best(
                    phones.bindings().stream()
                        .map(
                            it -> send(from, to, ContactTarget.of(it), node(it), contentType, body))
                        .toList())
                : send(from, to, to, null, contentType, body));
  }

  private CompletionStage<SipResult> send(
      String from,
      String to,
      String target,
      @Nullable String node,
      String contentType,
      String body) {
    return requester.send(
        new Requester.Errand(
            "MESSAGE", from, null, to, target, node, List.of(), contentType, body));
  }

  /// The first that takes it; when all have refused, the lowest class of refusals, but 6xx before
  /// all (RFC 3261 §16.7).
  @SuppressWarnings("FutureReturnValueIgnored") // their last stages complete ours
  private static CompletionStage<SipResult> best(List<CompletionStage<SipResult>> asked) {
    var first = new CompletableFuture<SipResult>();
    List<CompletableFuture<SipResult>> all =
        asked.stream().map(CompletionStage::toCompletableFuture).toList();
    for (CompletableFuture<SipResult> each : all) {
      each.thenAccept(result -> {
        if (result.succeeded()) {
          first.complete(result);
        }
      });
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .whenComplete((_, problem) -> {
          Optional<SipResult> refusal =
              all.stream()
                  .filter(it -> !it.isCompletedExceptionally())
                  .map(CompletableFuture::join)
                  .min(Comparator.comparingInt(Correspondence::rank));
          if (refusal.isPresent()) {
            first.complete(refusal.get());
          } else if (problem != null) {
            first.completeExceptionally(problem);
          }
        });
    return first;
  }

  private static int rank(SipResult result) {
    return result.status() >= 600 ? result.status() - 600 : result.status();
  }
}
