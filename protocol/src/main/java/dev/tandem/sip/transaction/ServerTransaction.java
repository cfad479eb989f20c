package dev.tandem.sip.transaction;

import dev.tandem.sip.message.ResponseHead;
import dev.tandem.sip.transaction.ServerTables.Input;
import dev.tandem.sip.transaction.ServerTables.Output;
import dev.tandem.sip.transaction.ServerTables.State;
import dev.tandem.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/// One request we were asked, until its last retransmission must have been. Holds of the request
/// only what a response copies.
public final class ServerTransaction {
  private final TransactionLayer layer;
  private final TransitionTable<State, Input, Output> table;
  private final String key;
  private final Flow flow;
  private final ResponseHead head;
  private final @Nullable String mergeKey;
  private final long receivedNs;
  private State state;
  private byte @Nullable [] last;
  private int lastStatus;
  private long resendNs;
  private TimerWheel.@Nullable Timeout resend;
  private TimerWheel.@Nullable Timeout lifetime;

  ServerTransaction(
      TransactionLayer layer,
      String key,
      Flow flow,
      ResponseHead head,
      @Nullable String mergeKey,
      long receivedNs) {
    this.layer = layer;
    this.table = isInvite(head) ? ServerTables.INVITE : ServerTables.NON_INVITE;
    this.key = key;
    this.flow = flow;
    this.head = head;
    this.mergeKey = mergeKey;
    this.receivedNs = receivedNs;
    this.state = table.initial();
  }

  private static boolean isInvite(ResponseHead head) {
    return head.method().equals("INVITE");
  }

  /// Names it among the transactions of this stack; the same for all retransmissions.
  public String key() {
    return key;
  }

  public Flow flow() {
    return flow;
  }

  public ResponseHead head() {
    return head;
  }

  /// Of the last response, 0 before the first.
  public int lastStatus() {
    return lastStatus;
  }

  /// Monotonic nanoseconds of the layer's clock.
  public long receivedNs() {
    return receivedNs;
  }

  @Nullable String mergeKey() {
    return mergeKey;
  }

  boolean ended() {
    return state == State.TERMINATED;
  }

  /// @param response as [ResponseHead#encode] made it
  void respond(int status, byte[] response) {
    Input input =
        status < 200
            ? Input.SEND_PROVISIONAL
            : status < 300 ? Input.SEND_SUCCESS : Input.SEND_FAILURE;
    if (table.step(state, input) == null) {
      layer.counters().lateAnswers.increment();
      return;
    }
    last = response;
    if (status > 100) {
      setUpAnswered();
    }
    lastStatus = status;
    step(input);
  }

  private void setUpAnswered() {
    if (lastStatus <= 100 && head.startsCall()) {
      layer.setUpAnswered(receivedNs);
    }
  }

  /// @return whether there is an ACK to pass up
  boolean step(Input input) {
    var row = table.step(state, input);
    if (row == null) {
      return false;
    }
    layer.walk().took(table, row);
    State before = state;
    state = row.next();
    if (state != before) {
      enter();
    }
    return carryOut(row.output());
  }

  private boolean carryOut(Output output) {
    switch (output) {
      case SEND -> send();
      case RESEND -> {
        layer.counters().retransmitted.increment();
        send();
      }
      case REPORT_TIMEOUT -> layer.counters().timeouts.increment();
      case REPORT_TRANSPORT_ERROR -> layer.counters().transportErrors.increment();
      case PASS_UP, NOTHING -> {}
    }
    return output == Output.PASS_UP;
  }

  private void send() {
    if (last != null) {
      // A tick later: the failure may be told before `reply` returns, in the middle of a step.
      layer
          .ways()
          .reply(flow, head.via(), last, _ -> layer.wheel().start(0, this::transportFailed));
    }
  }

  private void transportFailed() {
    step(Input.TRANSPORT_ERROR);
  }

  private void enter() {
    boolean reliable = flow.transport().reliable();
    TransactionSettings timers = layer.settings();
    switch (state) {
      case TRYING, PROCEEDING -> {}
      case ACCEPTED -> live(timers.giveUpNs(), Input.TIMER_L);
      case COMPLETED -> {
        if (table == ServerTables.NON_INVITE) {
          live(reliable ? 0 : timers.giveUpNs(), Input.TIMER_J);
        } else {
          live(timers.giveUpNs(), Input.TIMER_H);
          resendNs = timers.t1Ns();
          if (!reliable) {
            resend = layer.wheel().start(resendNs, this::timerG);
          }
        }
      }
      case CONFIRMED -> {
        stopResending();
        live(reliable ? 0 : timers.t4Ns(), Input.TIMER_I);
      }
      case TERMINATED -> {
        stopResending();
        stopLiving();
        layer.forget(this);
      }
    }
  }

  private void timerG() {
    resendNs = Math.min(2 * resendNs, layer.settings().t2Ns());
    resend = layer.wheel().start(resendNs, this::timerG);
    step(Input.TIMER_G);
  }

  private void live(long delayNs, Input end) {
    stopLiving();
    lifetime = layer.wheel().start(delayNs, () -> step(end));
  }

  private void stopLiving() {
    if (lifetime != null) {
      lifetime.stop();
    }
  }

  private void stopResending() {
    if (resend != null) {
      resend.stop();
    }
  }

  @Override
  public String toString() {
    return table.name() + " " + state + " " + key;
  }
}
