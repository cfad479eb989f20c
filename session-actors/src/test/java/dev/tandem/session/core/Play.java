package dev.tandem.session.core;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.Row;
import dev.tandem.table.StateTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;

/// One session on a stage: takes inputs, keeps the book of what it does, and of what a real entity
/// would hold for it (timers, legs).
@NullUnmarked
final class Play {
  private static final int RTP_PORT = 20_000;

  final SessionCore core;
  final List<SessionInput> inputs = new ArrayList<>();
  final List<SessionEvent> hardFacts = new ArrayList<>();
  final List<SessionAction> actions = new ArrayList<>();
  final Set<SessionTimer> timers = EnumSet.noneOf(SessionTimer.class);
  final Set<LegId> openLegs = new HashSet<>();
  SessionState state = SessionState.idle(Cast.A);

  /// Of the last input.
  Decision last = Decision.ignore();

  private int requests;

  Play(StateTable table, CoreSettings settings, Consumer<Row> walked) {
    core = new SessionCore(table, settings, walked);
  }

  Play(StateTable table, Consumer<Row> walked) {
    this(table, Cast.SETTINGS, walked);
  }

  Play(CoreSettings settings) {
    this(Cast.TABLE, settings, _ -> {});
  }

  Play() {
    this(Cast.TABLE, _ -> {});
  }

  private Play(Play other) {
    core = other.core;
    inputs.addAll(other.inputs);
    hardFacts.addAll(other.hardFacts);
    actions.addAll(other.actions);
    timers.addAll(other.timers);
    openLegs.addAll(other.openLegs);
    state = other.state;
    requests = other.requests;
  }

  Play copy() {
    return new Play(this);
  }

  Play hears(SessionInput input) {
    inputs.add(input);
    switch (input) {
      case SessionInput.Timeout(var timer) -> timers.remove(timer);
      case SessionInput.LegOpened(var opened, _, _, _) when opened.equals(leg()) ->
          timers.remove(SessionTimer.MEDIA);
      case SessionInput.LegChanged(var changed)
          when state.media().leg() != null && changed.equals(leg()) ->
          timers.remove(SessionTimer.MEDIA);
      case SessionInput.LegFailed(var failed, _, _) when failed.equals(leg()) ->
          timers.remove(SessionTimer.MEDIA);
      default -> {}
    }
    last = core.decide(state, input, worldOf(input));
    follow(last);
    return this;
  }

  private Environment worldOf(SessionInput input) {
    Fork fork = state.links().fork();
    return input instanceof SessionInput.LeaveEdge
        ? Cast.AFTER_EDGE
        : Cast.after(fork == null ? 0 : fork.branches().size());
  }

  void follow(Decision decision) {
    for (SessionEvent fact : decision.facts()) {
      state = SessionCore.evolve(state, fact);
      if (!(fact instanceof SessionEvent.Soft)) {
        hardFacts.add(fact);
      }
    }
    actions.addAll(decision.actions());
    decision.actions().forEach(this::keepBook);
    if (isOver()) {
      timers.clear();
    }
  }

  private void keepBook(SessionAction action) {
    switch (action) {
      case SessionAction.StartTimer(var timer, _) -> timers.add(timer);
      case SessionAction.StopTimer(var timer) -> timers.remove(timer);
      case SessionAction.OpenLeg open -> openLegs.add(open.leg());
      case SessionAction.CloseLeg(var leg, _) -> {
        openLegs.remove(leg);
        if (leg.equals(leg())) {
          timers.remove(SessionTimer.MEDIA);
        }
      }
      default -> {}
    }
  }

  boolean isOver() {
    return core.isFinal(state);
  }

  // What can happen to it.

  Play invited(String body) {
    return hears(new SessionInput.Invite(Cast.invitation(body), Cast.INVITE));
  }

  Play invited() {
    return invited(Cast.sdp());
  }

  Play made(SessionId forwardedFor) {
    CallPlan plan = Cast.plan(forwardedFor);
    return hears(new SessionInput.Make(plan));
  }

  Play decided(Verdict verdict) {
    return hears(new SessionInput.Decided(verdict));
  }

  LegId leg() {
    return LegId.of(state.id(), Math.max(1, state.media().legs()));
  }

  Play legOpened() {
    return hears(new SessionInput.LegOpened(leg(), Cast.MEDIA_NODE, "10.0.0.9", RTP_PORT));
  }

  Play acked(String body) {
    return hears(new SessionInput.Ack(10, body));
  }

  SessionInput.Request request(String method, String body) {
    var dialog = state.dialog();
    long cseq = dialog == null ? 1 : dialog.remoteCseq() + 1;
    TransactionRef transaction = Cast.transaction("z9hG4bK-" + method + requests++);
    return new SessionInput.Request(Cast.request(state, method, cseq, body), transaction);
  }

  Play requested(String method, String body) {
    return hears(request(method, body));
  }

  Play answered(int status, String body) {
    return hears(
        new SessionInput.InviteResponse(Cast.response(state, status, Cast.CALLEE_TAG, body)));
  }

  Play timeout(SessionTimer timer) {
    return hears(new SessionInput.Timeout(timer));
  }

  // What it did.

  <T extends SessionAction> List<T> did(Class<T> kind) {
    return of(kind, actions);
  }

  /// After the last input.
  <T extends SessionAction> List<T> now(Class<T> kind) {
    return of(kind, last.actions());
  }

  private static <T extends SessionAction> List<T> of(
      Class<T> kind, Collection<SessionAction> actions) {
    return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// Statuses of the last input's responses.
  List<Integer> answers() {
    return now(SessionAction.Respond.class).stream().map(SessionAction.Respond::status).toList();
  }

  /// Methods of the last input's requests.
  List<String> sent() {
    return now(SessionAction.Send.class).stream().map(SessionAction.Send::method).toList();
  }

  List<SessionCommand> told(SessionId peer) {
    return now(SessionAction.TellSession.class).stream()
        .filter(it -> it.session().equals(peer))
        .map(SessionAction.TellSession::command)
        .toList();
  }

  /// The state another node would recover from the journal.
  SessionState recovered() {
    SessionState again = SessionState.idle(state.id());
    for (SessionEvent fact : hardFacts) {
      again = SessionCore.evolve(again, fact);
    }
    return again;
  }

  @Override
  public String toString() {
    return state.state()
        + " after "
        + inputs.stream().map(it -> it.getClass().getSimpleName() + brief(it)).toList();
  }

  private static String brief(SessionInput input) {
    return switch (input) {
      case SessionInput.Request(var request, _) -> " " + request.method();
      case SessionInput.InviteResponse(var response) -> " " + response.status();
      case SessionInput.Decided(var verdict) -> " " + verdict.getClass().getSimpleName();
      case SessionInput.Timeout(var timer) -> " " + timer;
      case SessionInput.Ack(_, var body) -> body.isEmpty() ? "" : " with SDP";
      default -> "";
    };
  }
}
