package dev.tandem.session.core;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.session.core.SessionEvent.Noted;
import dev.tandem.table.Action;
import dev.tandem.table.ConditionUpdate;
import dev.tandem.table.Parameter;
import dev.tandem.table.Publication;
import dev.tandem.table.Role;
import dev.tandem.table.Row;
import dev.tandem.table.StateTable;
import dev.tandem.table.TableEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /// What a session does first on another node.
  public Decision recover(SessionState state, Environment environment) {
    boolean acknowledgeable =
        table
            .possibleEvents(Role.UAS, table.stateIndex(state.state()))
            .contains(TableEvent.DIALOG_ACK);
    return Recovery.after(state, isFinal(state), acknowledgeable, environment, settings);
  }

  public Decision decide(SessionState state, SessionInput input, Environment environment) {
    Decision ruled = DialogRules.before(state, input, isFinal(state), environment);
    if (ruled != null) {
      return ruled;
    }
    var plan = new Plan(state, input, environment, settings, defaults::get);
    if (state.isIdle() && input instanceof SessionInput.Invite(var invitation, var transaction)) {
      plan.begin(invitation, transaction);
    }
    if (input instanceof SessionInput.Request(var request, _)) {
      plan.hear(request);
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
    Row row = table.match(role(state, input), table.stateIndex(state.state()), event, plan::holds);
    if (row == null) {
      return Decision.refuse(
          ErrorKind.INVALID_STATE, event.yaml() + " is not possible in state " + state.state());
    }
    walked.accept(row);
    return carryOut(plan, row);
  }

  private Decision carryOut(Plan plan, Row row) {
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
    return plan.done();
  }

  private static void carryOut(Plan plan, Action action) {
    switch (action.type()) {
      case ASK_HANDLER -> plan.askHandler();
      case CREATE_MEDIA_SESSION -> MediaPlan.create(plan);
      case CHANGE_MEDIA_SESSION -> MediaPlan.change(plan);
      case RELEASE_MEDIA_SESSION -> MediaPlan.release(plan);
      case REPLACE_MEDIA_SESSION -> RenewalPlan.replace(plan);
      case ADOPT_MEDIA_SESSION -> RenewalPlan.adopt(plan);
      case REOFFER -> RenewalPlan.offer(plan);
      case HOLD_MEDIA -> RenewalPlan.ask(plan, true);
      case RESUME_MEDIA -> RenewalPlan.ask(plan, false);
      case RETRY_LATER -> RenewalPlan.retryLater(plan);
      case NEGOTIATE_SDP_AS_UAC -> MediaPlan.negotiateAsUac(plan);
      case NEGOTIATE_SDP_AS_UAS -> MediaPlan.negotiateAsUas(plan);
      case REPEAT_INVITE -> AttemptPlan.repeat(plan);
      case EARLY_MEDIA -> MediaPlan.early(plan);
      case REFRESH -> RefreshPlan.due(plan);
      case SEND_INVITE -> SignallingPlan.sendInvite(plan);
      case SEND_ACK -> SignallingPlan.sendAck(plan);
      case SEND_BYE -> SignallingPlan.sendBye(plan);
      case SEND_CANCEL -> SignallingPlan.sendCancel(plan);
      case SEND_SIP_RESPONSE ->
          SignallingPlan.sendResponse(
              plan, action.code(200), action.parameters().get(Parameter.Kind.REASON));
      case SEND_REJECT_RESPONSE -> SignallingPlan.sendReject(plan);
      case SEND_REDIRECT_RESPONSE -> SignallingPlan.sendRedirect(plan);
      case ANSWER_REQUEST -> SignallingPlan.answerRequest(plan, action.code(0));
      case TAKE_DIGIT -> plan.takeDigit();
      case START_RINGING_TIMER -> plan.startRinging();
      case START_SESSION_TIMER -> plan.start(SessionTimer.SESSION);
      case START_ACK_TIMER -> plan.start(SessionTimer.ACK);
      case STOP_TIMERS -> plan.stopTimers();
      case CREATE_PEER_LEG -> LinkPlan.createPeer(plan);
      case TELL_PEER_RINGING -> LinkPlan.tellPeerRinging(plan);
      case TELL_PEER_ANSWERED -> LinkPlan.tellPeerAnswered(plan);
      case TELL_PEER_ENDED -> LinkPlan.tellPeerEnded(plan);
      case JOIN_BRIDGE -> LinkPlan.join(plan);
      case LEAVE_BRIDGE -> LinkPlan.leave(plan);
      case JOIN_CONFERENCE -> LinkPlan.joinConference(plan);
      case REPEAT_ANSWER ->
          plan.act(
              new SessionAction.RepeatAnswer(
                  SignallingPlan.respond(plan.state(), 200, null, List.of())));
      case STOP_REPEATING_ANSWER -> plan.act(new SessionAction.StopRepeating());
      case CONFIRM_DIALOG ->
          plan.fact(new SessionEvent.Established(plan.target(), plan.environment.now()));
      case KEEP_RINGING -> plan.fact(new SessionEvent.Deferred(plan.target()));
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

  private static Role role(SessionState state, SessionInput input) {
    SessionState.Call call = state.call();
    boolean called = call == null ? input instanceof SessionInput.Invite : call.incoming();
    return called ? Role.UAS : Role.UAC;
  }
}
