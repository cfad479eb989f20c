package dev.tandem.sip.transaction;

import static dev.tandem.sip.transaction.ServerTables.Input.*;
import static dev.tandem.sip.transaction.ServerTables.Output.*;
import static dev.tandem.sip.transaction.ServerTables.State.*;

/// The server's side of RFC 3261 §17.2.
public final class ServerTables {
  enum State {
    TRYING,
    PROCEEDING,
    ACCEPTED,
    COMPLETED,
    CONFIRMED,
    TERMINATED
  }

  enum Input {
    /// The same request again.
    REQUEST,
    ACK,
    SEND_PROVISIONAL,
    SEND_SUCCESS,
    /// 300 to 699.
    SEND_FAILURE,
    TIMER_G,
    TIMER_H,
    TIMER_I,
    TIMER_J,
    TIMER_L,
    TRANSPORT_ERROR
  }

  enum Output {
    SEND,
    RESEND,
    PASS_UP,
    REPORT_TIMEOUT,
    REPORT_TRANSPORT_ERROR,
    NOTHING
  }

  /// INVITE server transaction, §17.2.1 as updated by RFC 6026 §7.1. Rows follow Figure 7. A
  /// transport error does not end it: what is left of the transaction absorbs the retransmissions
  /// that would else be a new call (RFC 6026 §8.9).
  public static final TransitionTable<State, Input, Output> INVITE =
      TransitionTable.<State, Input, Output>of("INVITE server", PROCEEDING, Input.class)
          .row(PROCEEDING, REQUEST, PROCEEDING, RESEND)
          .row(PROCEEDING, SEND_PROVISIONAL, PROCEEDING, SEND)
          .row(PROCEEDING, SEND_SUCCESS, ACCEPTED, SEND)
          .row(PROCEEDING, SEND_FAILURE, COMPLETED, SEND)
          .row(PROCEEDING, TRANSPORT_ERROR, PROCEEDING, REPORT_TRANSPORT_ERROR)
          .row(ACCEPTED, REQUEST, ACCEPTED, NOTHING)
          .row(ACCEPTED, ACK, ACCEPTED, PASS_UP)
          .row(ACCEPTED, SEND_SUCCESS, ACCEPTED, SEND)
          .row(ACCEPTED, TRANSPORT_ERROR, ACCEPTED, REPORT_TRANSPORT_ERROR)
          .row(ACCEPTED, TIMER_L, TERMINATED, NOTHING)
          .row(COMPLETED, REQUEST, COMPLETED, RESEND)
          .row(COMPLETED, TIMER_G, COMPLETED, RESEND)
          .row(COMPLETED, ACK, CONFIRMED, NOTHING)
          .row(COMPLETED, TRANSPORT_ERROR, COMPLETED, REPORT_TRANSPORT_ERROR)
          .row(COMPLETED, TIMER_H, TERMINATED, REPORT_TIMEOUT)
          .row(CONFIRMED, TIMER_I, TERMINATED, NOTHING);

  /// Non-INVITE server transaction, §17.2.2. Rows follow Figure 8.
  public static final TransitionTable<State, Input, Output> NON_INVITE =
      TransitionTable.<State, Input, Output>of("non-INVITE server", TRYING, Input.class)
          .row(TRYING, SEND_PROVISIONAL, PROCEEDING, SEND)
          .row(TRYING, SEND_SUCCESS, COMPLETED, SEND)
          .row(TRYING, SEND_FAILURE, COMPLETED, SEND)
          .row(PROCEEDING, REQUEST, PROCEEDING, RESEND)
          .row(PROCEEDING, SEND_PROVISIONAL, PROCEEDING, SEND)
          .row(PROCEEDING, SEND_SUCCESS, COMPLETED, SEND)
          .row(PROCEEDING, SEND_FAILURE, COMPLETED, SEND)
          .row(PROCEEDING, TRANSPORT_ERROR, TERMINATED, REPORT_TRANSPORT_ERROR)
          .row(COMPLETED, REQUEST, COMPLETED, RESEND)
          .row(COMPLETED, TRANSPORT_ERROR, TERMINATED, REPORT_TRANSPORT_ERROR)
          .row(COMPLETED, TIMER_J, TERMINATED, NOTHING);

  private ServerTables() {}
}
