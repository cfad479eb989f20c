package dev.tandem.sip.transaction;

import static dev.tandem.sip.transaction.ClientTables.Input.*;
import static dev.tandem.sip.transaction.ClientTables.Output.*;
import static dev.tandem.sip.transaction.ClientTables.State.*;

/// The client's side of RFC 3261 §17.1.
public final class ClientTables {
  enum State {
    CALLING,
    TRYING,
    PROCEEDING,
    ACCEPTED,
    COMPLETED,
    TERMINATED
  }

  enum Input {
    PROVISIONAL,
    SUCCESS,
    /// 300 to 699.
    FAILURE,
    TIMER_A,
    TIMER_B,
    TIMER_D,
    TIMER_E,
    TIMER_F,
    TIMER_K,
    TIMER_M,
    TRANSPORT_ERROR
  }

  enum Output {
    PASS_UP,
    PASS_UP_AND_ACK,
    RESEND,
    RESEND_ACK,
    REPORT_TIMEOUT,
    REPORT_TRANSPORT_ERROR,
    NOTHING
  }

  /// INVITE client transaction, §17.1.1 as updated by RFC 6026 §7.2. Rows follow Figure 5. One more
  /// than the figure: timer B runs again once a CANCEL has gone out (§9.1), so that a peer which
  /// never answers it does not keep the transaction for ever.
  public static final TransitionTable<State, Input, Output> INVITE =
      TransitionTable.<State, Input, Output>of("INVITE client", CALLING, Input.class)
          .row(CALLING, TIMER_A, CALLING, RESEND)
          .row(CALLING, TIMER_B, TERMINATED, REPORT_TIMEOUT)
          .row(CALLING, TRANSPORT_ERROR, TERMINATED, REPORT_TRANSPORT_ERROR)
          .row(CALLING, PROVISIONAL, PROCEEDING, PASS_UP)
          .row(CALLING, SUCCESS, ACCEPTED, PASS_UP)
          .row(CALLING, FAILURE, COMPLETED, PASS_UP_AND_ACK)
          .row(PROCEEDING, PROVISIONAL, PROCEEDING, PASS_UP)
          .row(PROCEEDING, SUCCESS, ACCEPTED, PASS_UP)
          .row(PROCEEDING, FAILURE, COMPLETED, PASS_UP_AND_ACK)
          .row(PROCEEDING, TIMER_B, TERMINATED, REPORT_TIMEOUT)
          .row(ACCEPTED, SUCCESS, ACCEPTED, PASS_UP)
          .row(ACCEPTED, TIMER_M, TERMINATED, NOTHING)
          .row(COMPLETED, FAILURE, COMPLETED, RESEND_ACK)
          .row(COMPLETED, TRANSPORT_ERROR, TERMINATED, REPORT_TRANSPORT_ERROR)
          .row(COMPLETED, TIMER_D, TERMINATED, NOTHING);

  /// Non-INVITE client transaction, §17.1.2. Rows follow Figure 6.
  public static final TransitionTable<State, Input, Output> NON_INVITE =
      TransitionTable.<State, Input, Output>of("non-INVITE client", TRYING, Input.class)
          .row(TRYING, TIMER_E, TRYING, RESEND)
          .row(TRYING, TIMER_F, TERMINATED, REPORT_TIMEOUT)
          .row(TRYING, TRANSPORT_ERROR, TERMINATED, REPORT_TRANSPORT_ERROR)
          .row(TRYING, PROVISIONAL, PROCEEDING, PASS_UP)
          .row(TRYING, SUCCESS, COMPLETED, PASS_UP)
          .row(TRYING, FAILURE, COMPLETED, PASS_UP)
          .row(PROCEEDING, TIMER_E, PROCEEDING, RESEND)
          .row(PROCEEDING, TIMER_F, TERMINATED, REPORT_TIMEOUT)
          .row(PROCEEDING, TRANSPORT_ERROR, TERMINATED, REPORT_TRANSPORT_ERROR)
          .row(PROCEEDING, PROVISIONAL, PROCEEDING, PASS_UP)
          .row(PROCEEDING, SUCCESS, COMPLETED, PASS_UP)
          .row(PROCEEDING, FAILURE, COMPLETED, PASS_UP)
          .row(COMPLETED, TIMER_K, TERMINATED, NOTHING);

  private ClientTables() {}
}
