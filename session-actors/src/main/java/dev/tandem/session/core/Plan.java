package dev.tandem.session.core;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.Guard;
import dev.tandem.table.Row;
import dev.tandem.table.TableEvent;
import dev.tandem.table.TableGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// One decision in the making: the state as it will be after the facts so far, and the work so far.
/// Lives for one call of `decide`.
final class Plan {
  final SessionInput input;
  final Environment environment;
  final CoreSettings settings;

  /// Of the table's conditions.
  private final ToIntFunction<String> defaults;

  private final List<SessionEvent> facts = new ArrayList<>(2);
  private final List<SessionAction> actions = new ArrayList<>(4);
  private SessionState state;

  /// The state the row leads to.
  private String target;

  private Decision.@Nullable Refusal refusal;

  /// What offer and answer came to; worked out once, by the first guard or action that asks.
  private @Nullable Deal deal;

  /// Why it ends, when the input says so.
  private @Nullable EndCause cause;

  Plan(
      SessionState state,
      SessionInput input,
      Environment environment,
      CoreSettings settings,
      ToIntFunction<String> defaults) {
    this.state = state;
    this.input = input;
    this.target = state.state();
    this.environment = environment;
    this.settings = settings;
    this.defaults = defaults;
  }

  SessionState state() {
    return state;
  }

  String target() {
    return target;
  }

  /// The INVITE was taken note of before the row was known: the guards look at what it says.
  void leadTo(String nextState) {
    target = nextState;
    if (!facts.isEmpty()
        && facts.getFirst()
            instanceof
            SessionEvent.Invited(_, var invitation, var transaction, var tag, var at, var edge)) {
      facts.set(0, new SessionEvent.Invited(target, invitation, transaction, tag, at, edge));
      state = state.with(target);
    }
  }

  /// A new call: what the INVITE says is the first fact, so that even a refusal knows whom to
  /// answer.
  void begin(Invitation invitation, TransactionRef transaction) {
    String tag = environment.localTag(state.id());
    String edge = environment.nodeOf(transaction);
    fact(new SessionEvent.Invited(target, invitation, transaction, tag, environment.now(), edge));
  }

  /// INVITE and UPDATE refresh the remote target (RFC 3261 §12.2.2).
  void hear(DialogRequest request) {
    boolean refreshes = request.method().equals("INVITE") || request.method().equals("UPDATE");
    fact(
        new SessionEvent.Heard(
            target, request.cseq(), refreshes ? request.contact() : null, request.source()));
  }

  boolean holds(Guard guard) {
    return switch (guard) {
      case Guard.Fact(var fact) -> holds(fact);
      case Guard.Compare compare -> compare.holds(condition(compare.name()));
      case Guard.Not(var inner) -> !holds(inner);
    };
  }

  private boolean holds(TableGuard fact) {
    return switch (fact) {
      case HAS_LOCAL_SDP -> state.media().localSdp() != null;
      case HAS_REMOTE_SDP -> !isEmpty(state.media().remoteSdp());
      case OFFER_ACCEPTABLE -> !(deal() instanceof Deal.Failed);
      case ANSWER_ACCEPTABLE -> deal() instanceof Deal.Agreed || deal() instanceof Deal.Unchanged;
      case IS_BRIDGED -> state.links().bridge() != null;
      case HAS_PEER -> state.links().peer() != null || state.links().fork() != null;
      case MEDIA_READY -> state.media().leg() != null;
      case TRIES_LEFT -> RenewalPlan.hasTriesLeft(this);
      case MAY_HEAR_EARLY -> EarlyPlan.isPossible(this);
      case PASSES_INFO -> InfoPlan.isPassed(this);
      case PASSES_REFER -> PassedTransferPlan.isPassed(this);
      case IS_PASSED_ON -> PassedTransferPlan.isPassedOn(state);
      case PASSES_HOLD -> HoldPlan.isPassed(this);
      case HAS_DIGIT -> digit() != null;
      case REFER_ACCEPTABLE -> ReferPlan.isAcceptable(this);
      case MAY_TRANSFER -> TransferPlan.isPossible(this);
      case IS_TRANSFERRING -> ReferPlan.isUnderWay(state);
      case IS_MOVING -> DevicePlan.isUnderWay(state);
      case IS_TRANSFERRED -> ReferPlan.isDone(state);
      case IS_REPLACED -> PlacePlan.isMeant(this);
      case WANTS_PLACE -> PlacePlan.wish(state) != null;
      case KNOWS_PLACE -> PlacePlan.isKnown(this);
      case MAY_REPEAT -> AttemptPlan.isPossible(this);
      case MAY_RING_ON -> ForkPlan.mayRingOn(this);
    };
  }

  private int condition(String name) {
    Integer noted = state.conditions().get(name);
    return noted == null ? defaults.applyAsInt(name) : noted;
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private @Nullable Digit digit() {
    return input instanceof SessionInput.Request(var request, _) ? Digit.of(request) : null;
  }

  void takeDigit() {
    Digit digit = digit();
    if (digit != null) {
      act(new SessionAction.TellDigit(digit.key(), digit.duration()));
    }
  }

  void askHandler() {
    Invitation invitation = state.theCall().invitation();
    if (invitation != null) {
      act(new SessionAction.AskHandler(invitation));
    }
  }

  /// An outgoing call brings its own limit.
  void startRinging() {
    var wish = state.theCall().plan();
    act(
        new SessionAction.StartTimer(
            SessionTimer.RINGING, wish == null ? settings.ringing() : wish.ringing()));
  }

  /// The earlier of two deadlines holds: a handler that is asked again, because its node is gone,
  /// says the same again.
  void keepRinging() {
    Duration patience =
        input instanceof SessionInput.Decided(Verdict.Defer(_, var wanted)) ? wanted : null;
    Instant known = state().theCall().decideBy();
    Instant now = environment.now();
    Instant wish = patience == null ? null : now.plus(patience);
    boolean sooner = wish != null && (known == null || wish.isBefore(known));
    fact(new SessionEvent.Deferred(target(), sooner ? wish : known));
    if (sooner && patience != null) {
      act(new SessionAction.StartTimer(SessionTimer.RINGING, patience));
    }
  }

  /// Of a response whose row gives none.
  int ownStatus() {
    return input instanceof SessionInput.Decided(Verdict.Defer(int status, _)) ? status : 200;
  }

  void start(SessionTimer timer) {
    act(
        new SessionAction.StartTimer(
            timer,
            switch (timer) {
              case RINGING -> settings.ringing();
              case ACK -> settings.ackWait();
              case SESSION -> settings.maxAge();
              case PRACK -> settings.ackWait();
              case REFRESH -> throw new IllegalArgumentException("the peers agree how long");
              case CLEANUP -> settings.ackWait().plusSeconds(2);
              case MEDIA -> settings.mediaWait();
              case TRANSFER -> throw new IllegalArgumentException("the transfer says how long");
              case RETRY -> throw new IllegalArgumentException("RetryLater says how long");
            }));
  }

  /// The table wants the session to wait before it goes on. That it waits is written: it goes on
  /// after a recovery too.
  void retryIn(Duration pause) {
    fact(new SessionEvent.Noted(target, state.conditions()));
    act(new SessionAction.StartTimer(SessionTimer.RETRY, pause));
  }

  void stopTimers() {
    act(new SessionAction.StopTimer(SessionTimer.RINGING));
    ReliablePlan.stop(this);
    act(new SessionAction.StopTimer(SessionTimer.ACK));
  }

  /// Takes note of a fact; what follows is decided on the state it leads to.
  void fact(SessionEvent fact) {
    facts.add(fact);
    state = Evolution.apply(state, fact);
  }

  void act(SessionAction action) {
    actions.add(action);
  }

  void actions(List<SessionAction> more) {
    actions.addAll(more);
  }

  /// Whether a response is to be repeated by this decision.
  boolean repeats() {
    return actions.stream().anyMatch(SessionAction.RepeatAnswer.class::isInstance);
  }

  void refuse(ErrorKind error, String detail) {
    refusal = new Decision.Refusal(error, detail);
  }

  Deal deal() {
    if (deal == null) {
      deal = Deal.of(state, input, settings);
    }
    return deal;
  }

  /// The cause the session already ends by, else what the input amounts to.
  EndCause cause() {
    if (state.end() != null) {
      return state.end();
    }
    if (cause == null) {
      cause = Causes.of(state, input);
    }
    return cause;
  }

  /// The cause as told to the peer when we end the call.
  void because(EndCause given) {
    cause = given;
  }

  /// Without the table.
  Decision done() {
    return new Decision(List.copyOf(facts), List.copyOf(actions), refusal);
  }

  Decision done(TableEvent event, Row row) {
    if (!state.state().equals(target)) {
      fact(new SessionEvent.Moved(target));
    }
    return new Decision(List.copyOf(facts), List.copyOf(actions), refusal, event, row);
  }
}
