package dev.tandem.node.edge;

import dev.tandem.node.edge.resolve.Avoided;
import dev.tandem.node.edge.resolve.Targets;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.SipResponse;
import dev.tandem.sip.transaction.ClientTransaction;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transaction.ResponseListener;
import dev.tandem.sip.transaction.TimerWheel;
import dev.tandem.sip.transport.Flow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request of a session, over one target after the other until one has something to say (RFC
/// 3263 §4.3), and what the session hears of it. On the SIP loop.
final class Sending {
  /// What one edge sends with.
  record Means(
      SipStack stack, EdgeSettings.Failover failover, Avoided avoided, EdgeMetrics metrics) {}

  /// The request and who waits for it.
  interface Errand {
    /// Null when it cannot be written.
    @Nullable OutgoingRequest message(Hop hop);

    /// Who we are to whoever answers at that address.
    Logins logins(Hop hop);

    void tell(SessionCommand command);

    /// The last call.
    void over();
  }

  private final Means means;
  private final Errand errand;
  private final String key;
  private final Targets targets;
  private @Nullable Attempt current;
  private @Nullable Attempt winner;
  private @Nullable SessionCommand pending;
  private @Nullable String cancelReason;
  private boolean cancelled;
  private boolean looking;
  private boolean settled;
  private boolean over;
  private int open;

  /// @param key of the request, as its session knows it
  Sending(Means means, Errand errand, String key, Targets targets) {
    this.means = means;
    this.errand = errand;
    this.key = key;
    this.targets = targets;
  }

  void start() {
    looking = true;
    targets.next(this::first);
  }

  private void first(@Nullable Hop hop) {
    looking = false;
    if (hop == null) {
      means.metrics().unresolved.increment();
      settle(unanswered(SessionCommand.Failure.UNRESOLVED));
    } else {
      begin(hop);
    }
    endIfIdle();
  }

  private void begin(Hop hop) {
    OutgoingRequest message = errand.message(hop);
    if (message == null) {
      settle(unanswered(SessionCommand.Failure.UNRESOLVED));
      return;
    }
    var attempt = new Attempt(hop);
    current = attempt;
    open++;
    attempt.send(message);
    if (cancelled) {
      attempt.cancel();
    } else if (targets.mayHaveMore()) {
      attempt.watch();
    }
  }

  /// What was sent to a target that has not answered is cancelled when it does; a target that has
  /// is not left for another.
  void cancel(@Nullable String reason) {
    cancelled = true;
    cancelReason = reason;
    if (current != null) {
      current.cancel();
    }
  }

  // From one target to the next.

  private void tryNext() {
    if (!looking) {
      looking = true;
      targets.next(this::next);
    }
  }

  private void next(@Nullable Hop hop) {
    looking = false;
    Attempt before = current;
    boolean stay = cancelled || settled || (before != null && before.heard);
    if (hop != null && !stay) {
      means.metrics().failovers.increment();
      pending = null;
      if (before != null) {
        before.avoid(means.failover().avoidFor());
        before.leave();
      }
      begin(hop);
    } else if (pending != null) {
      settle(pending);
    }
    endIfIdle();
  }

  private void failed(SessionCommand outcome, boolean another) {
    if (another && !cancelled && !settled) {
      current = null;
      pending = outcome;
      tryNext();
    } else {
      settle(outcome);
    }
  }

  private void settle(SessionCommand outcome) {
    settled = true;
    pending = null;
    errand.tell(outcome);
  }

  private SessionCommand.Unanswered unanswered(SessionCommand.Failure failure) {
    return new SessionCommand.Unanswered(key, failure);
  }

  private void endIfIdle() {
    if (open == 0 && !looking && !over) {
      over = true;
      errand.over();
    }
  }

  /// The request at one target.
  private final class Attempt implements ResponseListener {
    private final Hop hop;
    private @Nullable ClientTransaction transaction;
    private TimerWheel.@Nullable Timeout silence;
    private @Nullable OutgoingRequest ours;
    private boolean invite;
    private boolean left;
    private boolean heard;
    private boolean rang;
    private boolean ended;

    private Attempt(Hop hop) {
      this.hop = hop;
    }

    private void send(OutgoingRequest message) {
      ours = message;
      invite = message.method().equals("INVITE");
      try {
        transaction = means.stack().transactions().request(message, hop, this);
      } catch (IllegalArgumentException _) {
        means.metrics().invalidCommands.increment();
        settle(unanswered(SessionCommand.Failure.UNRESOLVED));
        onEnded();
      }
    }

    private void watch() {
      if (!heard && !ended) {
        long after = means.failover().after().toNanos();
        silence = means.stack().timers().start(after, this::wentSilent);
      }
    }

    private void wentSilent() {
      if (current == this && !heard && !cancelled) {
        tryNext();
      }
    }

    private void cancel() {
      if (transaction != null) {
        means.stack().transactions().cancel(transaction, cancelReason);
      }
    }

    private void leave() {
      left = true;
      if (transaction != null) {
        means.stack().transactions().abandon(transaction);
      }
    }

    private void avoid(Duration time) {
      means.avoided().add(hop, time);
    }

    @Override
    public void onResponse(SipResponse response, Flow flow) {
      heard = true;
      stopWatching();
      int status = response.status();
      if (status == 503) {
        avoid(retryAfter(response));
      } else {
        means.avoided().remove(hop);
      }
      // A 100 is of this hop only; it says nothing a session could use (RFC 3261 §16.7).
      if (status > 100) {
        List<Header> credentials =
            ours == null ? List.of() : errand.logins(hop).answer(ours, response);
        var answer =
            new SessionCommand.Responded(key, Readings.response(response, flow, credentials));
        if (status / 100 == 2) {
          succeeded(answer);
        } else if (!left && winner == null) {
          refused(status, answer);
        }
      }
    }

    /// Also when it comes late: to a session it is one more branch of a fork.
    private void succeeded(SessionCommand answer) {
      if (winner == null) {
        winner = this;
        Attempt other = current;
        if (other != null && other != this) {
          other.leave();
        }
      }
      if (invite || (winner == this && !settled)) {
        settle(answer);
      }
    }

    private void refused(int status, SessionCommand answer) {
      if (status == 503) {
        failed(answer, !rang);
      } else if (status < 200) {
        rang = true;
        errand.tell(answer);
      } else {
        settle(answer);
      }
    }

    private Duration retryAfter(SipResponse response) {
      Duration most = means.failover().avoidFor();
      Duration asked = Readings.retryAfter(response);
      return asked != null && asked.compareTo(most) < 0 ? asked : most;
    }

    @Override
    public void onFailure(Failure failure) {
      if (left || winner != null) {
        return;
      }
      switch (failure) {
        case TIMEOUT -> unreached(SessionCommand.Failure.TIMEOUT);
        case TRANSPORT -> unreached(SessionCommand.Failure.TRANSPORT);
        case FULL -> settle(unanswered(SessionCommand.Failure.TRANSPORT)); // our fault, not its
      }
    }

    private void unreached(SessionCommand.Failure failure) {
      if (!heard) {
        avoid(means.failover().avoidFor());
      }
      failed(unanswered(failure), !heard);
    }

    @Override
    public void onEnded() {
      ended = true;
      stopWatching();
      open--;
      endIfIdle();
    }

    private void stopWatching() {
      if (silence != null) {
        silence.stop();
      }
    }
  }
}
