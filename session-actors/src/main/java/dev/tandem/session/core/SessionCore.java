package dev.tandem.session.core;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.core.SessionEvent.Noted;
import dev.tandem.table.Action;
import dev.tandem.table.ConditionUpdate;
import dev.tandem.table.Parameter;
import dev.tandem.table.Publication;
import dev.tandem.table.Role;
import dev.tandem.table.Row;
import dev.tandem.table.StateTable;
import dev.tandem.table.TableEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The session as a function of state and input, over a compiled state table.
///
/// What a table may not change is decided here before the table is asked ([DialogRules]): requests
/// out of order, repeated INVITEs, second answers of a forked call, replies about legs that are
/// gone, and all that comes after the end.
public final class SessionCore {
  private final StateTable table;
  private final CoreSettings settings;
  private final Map<String, Integer> defaults = new HashMap<>();
  private final Consumer<Row> walked;

  public SessionCore(StateTable table, CoreSettings settings) {
    this(table, settings, _ -> {});
  }

  /// @param walked told each row that is followed; for tests that want all of them walked
  SessionCore(StateTable table, CoreSettings settings, Consumer<Row> walked) {
    this.table = table;
    this.settings = settings;
    this.walked = walked;
    table.conditions().forEach(it -> defaults.put(it.name(), it.defaultValue()));
  }

  public static SessionState evolve(SessionState state, SessionEvent fact) {
    return Evolution.apply(state, fact);
  }

  public boolean isFinal(SessionState state) {
    return table.isFinal(table.stateIndex(state.state()));
  }

  public StateTable table() {
    return table;
  }

  /// Whether the table has the state that the session is in.
  public boolean knows(SessionState state) {
    return table.stateIndex(state.state()) >= 0;
  }

  /// Events that the table has a row for in the present state.
  public Set<TableEvent> possible(SessionState state) {
    return table.possibleEvents(roleOf(state), table.stateIndex(state.state()));
  }

  /// Where a session goes on whose state no table has any more, by what has happened to it; a state
  /// of the shipped table.
  public static SessionState placed(SessionState state) {
    return Evolution.apply(state, new SessionEvent.Moved(Recovery.stateByFacts(state)));
  }

  /// What a session does first on another node.
  public Decision recover(SessionState state, Environment environment) {
    Set<TableEvent> possible = possible(state);
    boolean acknowledgeable = possible.contains(TableEvent.DIALOG_ACK);
    boolean retries = possible.contains(TableEvent.RETRY_TIMEOUT);
    return Recovery.after(state, isFinal(state), acknowledgeable, retries, environment, settings);
  }

  public Decision decide(SessionState state, SessionInput input, Environment environment) {
    if (input instanceof SessionInput.Decided(Verdict.WithMedia verdict)) {
      return withMedia(state, verdict, environment);
    }
    Decision ruled = DialogRules.before(state, input, isFinal(state), environment);
    if (ruled != null) {
      return ruled;
    }
    SessionEvent.Postponed postponed = ReliablePlan.postponed(state, input);
    if (postponed != null) {
      return new Decision(List.of(postponed), List.of(), null);
    }
    return byTable(state, LinkPlan.unlessCircular(state, input, settings), environment);
  }

  private Decision withMedia(
      SessionState state, Verdict.WithMedia verdict, Environment environment) {
    SessionEvent.MediaChosen chosen = UpdatePlan.chosen(state, verdict);
    if (chosen == null) {
      return decide(state, new SessionInput.Decided(verdict.then()), environment);
    }
    SessionState now = evolve(state, chosen);
    Verdict then = UpdatePlan.unlessUnfit(now, verdict.then(), settings);
    Decision rest = decide(now, new SessionInput.Decided(then), environment);
    return rest.refusal() == null ? UpdatePlan.after(chosen, rest) : rest;
  }

  private Decision byTable(SessionState state, SessionInput input, Environment environment) {
    var plan = new Plan(state, input, environment, settings, defaults::get);
    if (state.isIdle() && input instanceof SessionInput.Invite(var invitation, var transaction)) {
      plan.begin(invitation, transaction);
    }
    if (input instanceof SessionInput.Request(var request, var transaction)) {
      plan.hear(request);
      if (request.method().equals("PRACK")) {
        ReliablePlan.acknowledged(plan, request, transaction);
        return plan.done();
      }
    }
    if (input instanceof SessionInput.InviteResponse(var response)
        && ReliablePlan.sequence(response) > 0) {
      ReliablePlan.acknowledge(plan, response);
    }
    if (input instanceof SessionInput.Ack(long cseq, _) && cseq == state.renewal().unacked()) {
      plan.fact(new SessionEvent.Unacked(state.state(), 0));
      plan.act(new SessionAction.StopTimer(SessionTimer.ACK));
    }
    TableEvent event = TableEvents.of(state, input);
    if (event == TableEvent.DIALOG_BYE
        && input instanceof SessionInput.Request bye
        && givesUp(state)) {
      AnswerPlan.answerRequest(plan, 200);
      plan.because(Causes.givenUp(bye));
      event = TableEvent.DIALOG_CANCEL;
    }
    Row row = table.match(role(state, input), table.stateIndex(state.state()), event, plan::holds);
    if (row == null) {
      return Decision.refuse(
          ErrorKind.INVALID_STATE, event.yaml() + " is not possible in state " + state.state());
    }
    walked.accept(row);
    return carryOut(plan, event, row);
  }

  /// A BYE of a caller who has no answer yet is another way to cancel (RFC 3261 §15, §15.1.2).
  private boolean givesUp(SessionState state) {
    Set<TableEvent> possible = possible(state);
    return possible.contains(TableEvent.DIALOG_CANCEL) && !possible.contains(TableEvent.DIALOG_BYE);
  }

  private Decision carryOut(Plan plan, TableEvent event, Row row) {
    plan.leadTo(
        row.nextState() == Row.SAME_STATE
            ? plan.state().state()
            : table.stateName(row.nextState()));
    for (Action action : row.actions()) {
      carryOut(plan, action);
    }
    note(plan, row.updates());
    for (Publication publication : row.publications()) {
      plan.act(new SessionAction.Publish(publication));
    }
    return plan.done(event, row);
  }

  private static void carryOut(Plan plan, Action action) {
    switch (action.type()) {
      case ASK_HANDLER -> plan.askHandler();
      case CREATE_MEDIA_SESSION -> MediaPlan.create(plan);
      case CHANGE_MEDIA_SESSION -> MediaPlan.change(plan);
      case RELEASE_MEDIA_SESSION -> MediaPlan.release(plan);
      case REPLACE_MEDIA_SESSION -> MovePlan.replace(plan);
      case ADOPT_MEDIA_SESSION -> MovePlan.adopt(plan);
      case REOFFER -> RenewalPlan.offer(plan);
      case UPDATE_MEDIA -> UpdatePlan.ask(plan);
      case HOLD_MEDIA -> RenewalPlan.ask(plan, true);
      case RESUME_MEDIA -> RenewalPlan.ask(plan, false);
      case PASS_REFER -> PassedTransferPlan.pass(plan);
      case FORWARD_REFER -> PassedTransferPlan.send(plan);
      case TURN_DOWN_TRANSFER -> PassedTransferPlan.turnDown(plan);
      case PASS_HOLD -> HoldPlan.pass(plan);
      case HOLD_FOR_PEER -> HoldPlan.take(plan, true);
      case RESUME_FOR_PEER -> HoldPlan.take(plan, false);
      case RETRY_LATER -> {
        String seconds = action.parameters().get(Parameter.Kind.SECONDS);
        if (seconds == null) {
          RenewalAnswer.retryLater(plan);
        } else {
          plan.retryIn(Duration.ofSeconds(Integer.parseInt(seconds)));
        }
      }
      case NEGOTIATE_SDP_AS_UAC -> MediaPlan.negotiateAsUac(plan);
      case NEGOTIATE_SDP_AS_UAS -> MediaPlan.negotiateAsUas(plan);
      case REPEAT_INVITE -> AttemptPlan.repeat(plan);
      case EARLY_MEDIA -> MediaPlan.early(plan);
      case REFRESH -> RefreshPlan.due(plan);
      case NEGOTIATE_EARLY_SDP -> EarlyPlan.negotiate(plan);
      case PASS_INFO -> InfoPlan.pass(plan);
      case FORWARD_INFO -> InfoPlan.send(plan);
      case SEND_INVITE -> SignallingPlan.sendInvite(plan);
      case SEND_ACK -> SignallingPlan.sendAck(plan);
      case SEND_BYE -> SignallingPlan.sendBye(plan);
      case SEND_CANCEL -> SignallingPlan.sendCancel(plan);
      case SEND_SIP_RESPONSE ->
          AnswerPlan.sendResponse(
              plan, action.code(plan.ownStatus()), action.parameters().get(Parameter.Kind.REASON));
      case SEND_REJECT_RESPONSE -> AnswerPlan.sendReject(plan);
      case SEND_REDIRECT_RESPONSE -> AnswerPlan.sendRedirect(plan);
      case ANSWER_REQUEST -> AnswerPlan.answerRequest(plan, action.code(0));
      case ASK_TRANSFER -> ReferPlan.ask(plan);
      case FOLLOW_TRANSFER -> ReferPlan.decided(plan);
      case REFUSE_TRANSFER -> ReferPlan.refuse(plan);
      case TELL_TRANSFER -> NotifyPlan.tell(plan);
      case GIVE_UP_TRANSFER -> ReferPlan.giveUp(plan);
      case HAND_OVER -> ReferPlan.handOver(plan);
      case LET_GO -> SignallingPlan.letGo(plan);
      case CALL_DEVICE -> DevicePlan.call(plan);
      case SEND_REFER -> TransferPlan.ask(plan);
      case NOTE_TRANSFER -> TransferPlan.note(plan);
      case MAKE_ROOM -> PlacePlan.makeRoom(plan);
      case STAY -> PlacePlan.stay(plan);
      case ASK_FOR_PLACE -> PlacePlan.askForPlace(plan);
      case TAKE_PLACE -> PlacePlan.take(plan);
      case SEND_INFO -> SignallingPlan.sendInfo(plan);
      case TAKE_DIGIT -> plan.takeDigit();
      case START_RINGING_TIMER -> plan.startRinging();
      case START_SESSION_TIMER -> plan.start(SessionTimer.SESSION);
      case START_ACK_TIMER -> plan.start(SessionTimer.ACK);
      case STOP_TIMERS -> plan.stopTimers();
      case CREATE_PEER_LEG -> LinkPlan.createPeer(plan);
      case RING_ON -> ForkPlan.ringOn(plan);
      case TAKE_PEER -> ForkPlan.take(plan);
      case TELL_PEER_RINGING -> LinkPlan.tellPeerRinging(plan);
      case TELL_PEER_ANSWERED -> LinkPlan.tellPeerAnswered(plan);
      case TELL_PEER_ENDED -> LinkPlan.tellPeerEnded(plan);
      case JOIN_BRIDGE -> LinkPlan.join(plan);
      case LEAVE_BRIDGE -> LinkPlan.leave(plan);
      case JOIN_CONFERENCE -> LinkPlan.joinConference(plan);
      case REPEAT_ANSWER ->
          plan.act(
              new SessionAction.RepeatAnswer(
                  AnswerPlan.respond(plan.state(), 200, null, List.of())));
      case STOP_REPEATING_ANSWER -> plan.act(new SessionAction.StopRepeating());
      case CONFIRM_DIALOG ->
          plan.fact(new SessionEvent.Established(plan.target(), plan.environment.now()));
      case KEEP_RINGING -> plan.keepRinging();
      case NOTE_CAUSE -> SignallingPlan.hangUp(plan, plan.cause());
      case RECORD_END -> SignallingPlan.recordEnd(plan);
      case ACK_AND_HANGUP -> SignallingPlan.ackAndHangUp(plan);
      case REFUSE ->
          plan.refuse(
              ErrorKind.INVALID_STATE,
              TableEvents.of(plan.state(), plan.input).yaml()
                  + " is not possible in state "
                  + plan.state().state());
    }
  }

  private void note(Plan plan, List<ConditionUpdate> updates) {
    if (updates.isEmpty()) {
      return;
    }
    Map<String, Integer> conditions = new HashMap<>(plan.state().conditions());
    for (ConditionUpdate update : updates) {
      int current =
          conditions.getOrDefault(
              update.name(), table.conditions().get(update.condition()).defaultValue());
      conditions.put(update.name(), update.apply(current));
    }
    plan.fact(new Noted(plan.target(), Map.copyOf(conditions)));
  }

  private static Role roleOf(SessionState state) {
    return state.call() == null || state.call().incoming() ? Role.UAS : Role.UAC;
  }

  private static Role role(SessionState state, SessionInput input) {
    Call call = state.call();
    boolean called = call == null ? input instanceof SessionInput.Invite : call.incoming();
    return called ? Role.UAS : Role.UAC;
  }
}
