package dev.tandem.session;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallDecision.ForwardToRegistered;
import dev.tandem.api.CallHandler;
import dev.tandem.api.CallSession;
import dev.tandem.api.IncomingCall;
import dev.tandem.api.Notification;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SipUser;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.Publication;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls the application's handler on virtual threads: decisions with a deadline, notifications of
/// one call one after the other.
public final class HandlerCalls {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerCalls.class);
  private static final Verdict FAILED = new Verdict.Reject(500, null);

  private final CallHandler handler;
  private final Supplier<SessionCoordinator> coordinator;
  private final Duration deadline;
  private final int shards;
  private final Function<ForwardToRegistered, CompletionStage<Verdict>> registered;
  private final Function<CallDecision.ForwardToTrunk, Verdict> trunks;
  private final UnaryOperator<String> userOf;
  private final boolean hearsEstablished;
  private final boolean hearsMuting;
  private final boolean hearsEnded;
  private final boolean hearsDigits;
  private final boolean hearsNotices;
  private final Executor threads = task -> Thread.ofVirtual().name("call-handler").start(task);

  /// The last notification of each session or subscription that is still running, by id.
  private final ConcurrentHashMap<Object, CompletableFuture<@Nullable Void>> tails =
      new ConcurrentHashMap<>();

  /// Without trunks and temporary addresses.
  public HandlerCalls(
      CallHandler handler,
      Supplier<SessionCoordinator> coordinator,
      Duration deadline,
      int shards,
      Function<ForwardToRegistered, CompletionStage<Verdict>> registered) {
    this(handler, coordinator, deadline, shards, registered, _ -> FAILED, SipUser::of);
  }

  /// @param registered where a call for that address goes; never fails
  /// @param trunks where a call by a trunk goes
  /// @param userOf the user that a called URI stands for
  public HandlerCalls(
      CallHandler handler,
      Supplier<SessionCoordinator> coordinator,
      Duration deadline,
      int shards,
      Function<ForwardToRegistered, CompletionStage<Verdict>> registered,
      Function<CallDecision.ForwardToTrunk, Verdict> trunks,
      UnaryOperator<String> userOf) {
    this.userOf = userOf;
    this.registered = registered;
    this.trunks = trunks;
    this.handler = handler;
    this.coordinator = coordinator;
    this.deadline = deadline;
    this.shards = shards;
    this.hearsEstablished =
        overrides("onCallEstablished", CallSession.class, String.class, String.class);
    this.hearsDigits = overrides("onDtmf", CallSession.class, char.class, Duration.class);
    this.hearsNotices = overrides("onNotify", Notification.class);
    this.hearsMuting = overrides("onMuted", CallSession.class);
    this.hearsEnded = overrides("onCallEnded", CallSession.class, String.class);
  }

  /// A handler that does not want to hear costs nothing.
  private boolean overrides(String method, Class<?>... parameters) {
    try {
      return handler.getClass().getMethod(method, parameters).getDeclaringClass()
          != CallHandler.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("CallHandler has no " + method, e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its last stage has told the session
  public void ask(SessionId session, Invitation invitation, Consumer<Verdict> decide) {
    IncomingCall call =
        IncomingCalls.of(session, invitation, userOf.apply(invitation.requestUri()));
    if (!handler.mayBlock()) {
      now(session, call, decide);
      return;
    }
    CompletableFuture.supplyAsync(() -> handler.onIncomingCall(call), threads)
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .handle((decision, problem) -> {
          if (problem != null) {
            LOG.warn("call handler failed, session={} problem={}", session, problem.toString());
          }
          decided(decision, decide);
          return null;
        });
  }

  private void now(SessionId session, IncomingCall call, Consumer<Verdict> decide) {
    CallDecision decision = null;
    try {
      decision = handler.onIncomingCall(call);
    } catch (RuntimeException e) {
      LOG.warn("call handler failed, session={} problem={}", session, e.toString());
    }
    decided(decision, decide);
  }

  /// @param decision null when the handler failed
  @SuppressWarnings("FutureReturnValueIgnored") // its last stage has told the session
  private void decided(@Nullable CallDecision decision, Consumer<Verdict> decide) {
    if (decision instanceof CallDecision.ByTable(var table, var then)) {
      decided(then, verdict -> decide.accept(new Verdict.ByTable(table, verdict)));
    } else if (decision instanceof CallDecision.WithMedia(var options, var then)) {
      decided(then, verdict -> decide.accept(new Verdict.WithMedia(options, verdict)));
    } else if (decision instanceof ForwardToRegistered wish) {
      registered.apply(wish).thenAccept(decide);
    } else {
      decide.accept(decision == null ? FAILED : verdict(decision));
    }
  }

  /// Asks about a transfer the peer wants.
  @SuppressWarnings("FutureReturnValueIgnored") // its last stage has told the session
  public void askTransfer(
      SessionInfo info,
      String target,
      @Nullable String referredBy,
      Consumer<TransferVerdict> decide) {
    String user = userOf.apply(target);
    CompletableFuture.supplyAsync(
            () -> handler.onTransfer(session(info), target, user, referredBy), threads)
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .handle((decision, problem) -> {
          if (problem != null) {
            LOG.warn("call handler failed, session={} problem={}", info.id(), problem.toString());
          }
          switch (decision) {
            case null -> decide.accept(new TransferVerdict.Refuse(500));
            case ForwardToRegistered wish ->
                registered
                    .apply(wish)
                    .thenAccept(it -> decide.accept(Transfers.of(it, target, info)));
            case CallDecision.ForwardToTrunk wish ->
                decide.accept(Transfers.of(trunks.apply(wish), target, info));
            default -> decide.accept(Transfers.of(decision, target, info));
          }
          return null;
        });
  }

  private Verdict verdict(CallDecision decision) {
    return switch (decision) {
      case CallDecision.Accept(var treatment) -> new Verdict.Accept(treatment);
      case CallDecision.Reject(int status, var reason) -> new Verdict.Reject(status, reason);
      case CallDecision.Defer(boolean queued, var patience) ->
          new Verdict.Defer(queued ? Verdict.Defer.QUEUED : Verdict.Defer.RINGING, patience);
      case CallDecision.EarlyMedia(var treatment) -> new Verdict.Progress(treatment);
      case CallDecision.Forward(var target) -> new Verdict.Forward(target);
      case CallDecision.ByTable(var table, var then) -> new Verdict.ByTable(table, verdict(then));
      case CallDecision.WithMedia(var options, var then) ->
          new Verdict.WithMedia(options, verdict(then));
      case ForwardToRegistered _ -> FAILED; // looked up before it comes here
      case CallDecision.Ring(var groups, var patience) -> new Verdict.Ring(groups, patience);
      case CallDecision.ForwardToTrunk wanted -> trunks.apply(wanted);
      case CallDecision.Redirect(var targets) -> new Verdict.Redirect(targets);
      case CallDecision.JoinConference(var name) ->
          new Verdict.Join(Ids.conference(name, shards), name);
    };
  }

  public void published(
      Publication publication, SessionInfo info, String localSdp, String remoteSdp) {
    switch (publication) {
      case CALL_ESTABLISHED -> {
        if (hearsEstablished) {
          inOrder(info.id(), () -> handler.onCallEstablished(session(info), localSdp, remoteSdp));
        }
      }
      case CALL_TERMINATED, CALL_FAILED, CALL_CANCELLED -> {
        if (hearsEnded) {
          EndCause end = info.end();
          String reason = end == null ? "" : end.reason();
          inOrder(info.id(), () -> handler.onCallEnded(session(info), reason));
        }
      }
      case MEDIA_MUTED -> {
        if (hearsMuting) {
          inOrder(info.id(), () -> handler.onMuted(session(info)));
        }
      }
      case SESSION_CREATED,
          INCOMING_CALL,
          CALL_RINGING,
          CALL_PROGRESS,
          CALL_BRIDGED,
          CALL_UNBRIDGED,
          MEDIA_CHANGED -> {}
    }
  }

  /// The peer has pressed a key.
  public void digit(SessionInfo info, char key, Duration duration) {
    if (hearsDigits) {
      inOrder(info.id(), () -> handler.onDtmf(session(info), key, duration));
    }
  }

  /// A subscription of ours has news.
  ///
  /// @return completes when the application has heard; never fails
  public CompletionStage<@Nullable Void> notified(Notification news) {
    return hearsNotices
        ? inOrder(news.subscription(), () -> handler.onNotify(news))
        : CompletableFuture.completedStage(null);
  }

  private CallSession session(SessionInfo info) {
    return new CallSession(info, coordinator.get());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // only tidies up
  private CompletionStage<@Nullable Void> inOrder(Object id, Runnable call) {
    return tails.compute(
        id,
        (_, tail) -> {
          var before =
              tail == null ? CompletableFuture.<@Nullable Void>completedFuture(null) : tail;
          var after = before.thenRunAsync(() -> run(id, call), threads);
          after.whenComplete((_, _) -> tails.remove(id, after));
          return after;
        });
  }

  private static void run(Object id, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("call handler failed, session={}", id, e);
    }
  }
}
