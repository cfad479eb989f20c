package dev.tandem.sip.transaction;

import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipResponse;
import dev.tandem.sip.transaction.ClientTables.Input;
import dev.tandem.sip.transaction.ClientTables.Output;
import dev.tandem.sip.transaction.ClientTables.State;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import org.jspecify.annotations.Nullable;

/// One request of ours.
public final class ClientTransaction {
  private final TransactionLayer layer;
  private final TransitionTable<State, Input, Output> table;
  private final OutgoingRequest request;
  private final String branch;
  private final ResponseListener listener;
  private final Hop wanted;
  private Hop hop;
  private byte[] bytes;
  private State state;
  private long resendNs;
  private TimerWheel.@Nullable Timeout resend;
  private TimerWheel.@Nullable Timeout lifetime;
  private byte @Nullable [] ack;
  private Cancelling cancelling = Cancelling.NO;
  private @Nullable String cancelReason;
  private boolean abandoned;

  private enum Cancelling {
    NO,
    /// Wanted, but no provisional response has come yet (RFC 3261 §9.1).
    HELD_BACK,
    SENT
  }

  ClientTransaction(
      TransactionLayer layer,
      OutgoingRequest request,
      Hop wanted,
      String branch,
      ResponseListener listener) {
    this.layer = layer;
    this.table = request.method().equals("INVITE") ? ClientTables.INVITE : ClientTables.NON_INVITE;
    this.request = request;
    this.wanted = wanted;
    this.branch = branch;
    this.listener = listener;
    this.state = table.initial();
    this.bytes = request.encode(layer.ways().via(wanted, branch));
    boolean tooLarge = bytes.length > layer.settings().largestDatagram();
    if (wanted.transport() == Transport.UDP && tooLarge && layer.ways().listens(Transport.TCP)) {
      hop = new Hop(Transport.TCP, wanted.address());
      bytes = request.encode(layer.ways().via(hop, branch));
    } else {
      hop = wanted;
    }
  }

  /// Its place in the layer's table: a CANCEL has the branch of its INVITE.
  String key() {
    return key(branch, request.method());
  }

  static String key(String branch, String method) {
    return method.equals("CANCEL") ? branch + " CANCEL" : branch;
  }

  Hop hop() {
    return hop;
  }

  boolean answers(SipResponse response) {
    return response.callId().equals(request.callId())
        && response.cseqMethod().equals(request.method());
  }

  void start() {
    live(layer.settings().giveUpNs(), isInvite() ? Input.TIMER_B : Input.TIMER_F);
    startResending();
    send(bytes);
  }

  private boolean isInvite() {
    return table == ClientTables.INVITE;
  }

  private void startResending() {
    if (!hop.transport().reliable()) {
      resendNs = layer.settings().t1Ns();
      resend = layer.wheel().start(resendNs, this::timerAorE);
    }
  }

  private void timerAorE() {
    // Timer A doubles without a limit; E up to T2, and is T2 after a provisional (§17.1.2.2).
    long t2 = layer.settings().t2Ns();
    resendNs = isInvite() ? 2 * resendNs : Math.min(2 * resendNs, t2);
    resendNs = state == State.PROCEEDING ? t2 : resendNs;
    resend = layer.wheel().start(resendNs, this::timerAorE);
    step(isInvite() ? Input.TIMER_A : Input.TIMER_E, null, null);
  }

  void received(SipResponse response, Flow flow) {
    int status = response.status();
    Input input = status < 200 ? Input.PROVISIONAL : status < 300 ? Input.SUCCESS : Input.FAILURE;
    if (!step(input, response, flow)) {
      layer.counters().absorbed.increment();
    }
  }

  void transportFailed() {
    boolean upgraded = !hop.equals(wanted);
    boolean unheard = state == State.CALLING || state == State.TRYING;
    if (upgraded && unheard && !abandoned) {
      // The peer has no TCP: a large datagram may still reach it (§18.1.1).
      layer.moved(this, wanted);
      hop = wanted;
      bytes = request.encode(layer.ways().via(hop, branch));
      startResending();
      send(bytes);
    } else {
      step(Input.TRANSPORT_ERROR, null, null);
    }
  }

  /// Sends CANCEL as soon as that is allowed; nothing after a final response.
  void cancel(@Nullable String reason) {
    if (!isInvite() || cancelling != Cancelling.NO) {
      return;
    }
    cancelReason = reason;
    cancelling = Cancelling.HELD_BACK;
    if (state == State.PROCEEDING) {
      sendCancel();
    }
  }

  void abandon() {
    abandoned = true;
    stop(resend);
    cancel(null);
  }

  private void sendCancel() {
    cancelling = Cancelling.SENT;
    live(layer.settings().giveUpNs(), Input.TIMER_B);
    layer.sendCancel(request.cancel(cancelReason), hop, branch);
  }

  private boolean step(Input input, @Nullable SipResponse response, @Nullable Flow flow) {
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
    carryOut(row.output(), response, flow);
    if (state == State.TERMINATED) {
      listener.onEnded();
    }
    return true;
  }

  private void carryOut(Output output, @Nullable SipResponse response, @Nullable Flow flow) {
    switch (output) {
      case PASS_UP -> passUp(response, flow);
      case PASS_UP_AND_ACK -> {
        acknowledge(response);
        passUp(response, flow);
      }
      case RESEND -> {
        layer.counters().retransmitted.increment();
        send(bytes);
      }
      case RESEND_ACK -> {
        layer.counters().retransmitted.increment();
        if (ack != null) {
          send(ack);
        }
      }
      case REPORT_TIMEOUT -> {
        layer.counters().timeouts.increment();
        listener.onFailure(ResponseListener.Failure.TIMEOUT);
      }
      case REPORT_TRANSPORT_ERROR -> {
        layer.counters().transportErrors.increment();
        if (ack == null) {
          listener.onFailure(ResponseListener.Failure.TRANSPORT);
        }
      }
      case NOTHING -> {}
    }
  }

  private void passUp(@Nullable SipResponse response, @Nullable Flow flow) {
    if (response != null && flow != null) {
      listener.onResponse(response, flow);
    }
    if (state == State.PROCEEDING && cancelling == Cancelling.HELD_BACK) {
      sendCancel();
    }
  }

  private void acknowledge(@Nullable SipResponse response) {
    if (response != null) {
      ack = request.ack(response.to()).encode(layer.ways().via(hop, branch));
      send(ack);
    }
  }

  private void send(byte[] message) {
    // A tick later: the failure may be told before `send` returns, in the middle of a step.
    layer.ways().send(hop, message, _ -> layer.wheel().start(0, this::transportFailed));
  }

  private void enter() {
    TransactionSettings timers = layer.settings();
    boolean reliable = hop.transport().reliable();
    switch (state) {
      case CALLING, TRYING -> {}
      case PROCEEDING -> {
        if (isInvite()) {
          // From here the session decides how long it may ring; there is no timer C.
          stop(resend);
          stop(lifetime);
        }
      }
      case ACCEPTED -> {
        stop(resend);
        live(timers.giveUpNs(), Input.TIMER_M);
      }
      case COMPLETED -> {
        stop(resend);
        long unreliable = isInvite() ? timers.timerDNs() : timers.t4Ns();
        live(reliable ? 0 : unreliable, isInvite() ? Input.TIMER_D : Input.TIMER_K);
      }
      case TERMINATED -> {
        stop(resend);
        stop(lifetime);
        layer.forget(this);
      }
    }
  }

  private void live(long delayNs, Input end) {
    stop(lifetime);
    lifetime = layer.wheel().start(delayNs, () -> step(end, null, null));
  }

  private static void stop(TimerWheel.@Nullable Timeout timeout) {
    if (timeout != null) {
      timeout.stop();
    }
  }

  @Override
  public String toString() {
    return table.name() + " " + state + " " + branch;
  }
}
