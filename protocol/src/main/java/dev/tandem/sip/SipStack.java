package dev.tandem.sip;

import dev.tandem.sip.guard.Admission;
import dev.tandem.sip.guard.GuardedSink;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transaction.Outlet;
import dev.tandem.sip.transaction.TimerWheel;
import dev.tandem.sip.transaction.TransactionLayer;
import dev.tandem.sip.transaction.TransactionUser;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Listening;
import dev.tandem.sip.transport.MessageSink;
import dev.tandem.sip.transport.SipTransports;
import dev.tandem.sip.transport.Transport;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// SIP on one event loop: transports, then the guard, then the transactions, then the user.
///
/// What [#transactions] and [#timers] give is for the loop only: tasks get there by [#execute].
public final class SipStack implements AutoCloseable {
  private static final long TICK_NS = Duration.ofMillis(20).toNanos();

  private final SipSettings settings;
  private final SipCounters counters;
  private final TimerWheel timers;
  private final TransactionLayer transactions;
  private final GuardedSink guard;
  private volatile @Nullable Addresses addresses;
  private volatile @Nullable SipTransports transports;

  private SipStack(
      SipSettings settings, SipCounters counters, Function<SipStack, TransactionUser> user) {
    this.settings = settings;
    this.counters = counters;
    this.timers = new TimerWheel(TICK_NS, System::nanoTime, this::wakeAfter);
    var admission = new Admission(settings.admission(), new SecureRandom());
    this.transactions =
        new TransactionLayer(
            settings.transactions(),
            new Out(),
            timers,
            user.apply(this),
            startedNs -> admission.finished(System.nanoTime(), startedNs),
            counters.transactions());
    this.guard =
        new GuardedSink(
            transactions,
            settings.limits(),
            settings.garbage(),
            admission,
            transactions::knows,
            counters.guard(),
            System::nanoTime);
  }

  /// Opens the listeners; requests come to the user from then on.
  ///
  /// @param user made while this stack is; must not use it before it is asked something
  /// @throws dev.tandem.sip.transport.BindFailed saying which listener could not be opened
  public static SipStack start(
      SipSettings settings, SipCounters counters, Function<SipStack, TransactionUser> user) {
    var stack = new SipStack(settings, counters, user);
    WarmUp.parse();
    SipTransports bound =
        SipTransports.bind(settings.transport(), stack.new Gate(), counters.transport());
    stack.addresses = new Addresses(settings, bound.listeners());
    stack.transports = bound;
    return stack;
  }

  public List<Listening> listeners() {
    return bound().listeners();
  }

  public boolean listens(Transport transport) {
    return addresses().listens(transport);
  }

  /// `host:port` under which that peer reaches us.
  public String advertised(Way way) {
    return addresses().advertised(way);
  }

  /// For the loop only.
  public TransactionLayer transactions() {
    return transactions;
  }

  /// For the loop only.
  public TimerWheel timers() {
    return timers;
  }

  public SipCounters counters() {
    return counters;
  }

  /// Runs `task` on the SIP loop; it must not block.
  public void execute(Runnable task) {
    var loop = bound().loop();
    if (!loop.isShuttingDown()) {
      loop.execute(task);
    }
  }

  /// While draining, new calls get 503 and all else goes on. From any thread.
  public void drain(boolean on) {
    guard.drain(on);
  }

  @Override
  public void close() {
    bound().close();
  }

  private SipTransports bound() {
    return Objects.requireNonNull(transports, "used before it was started");
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the loop
  private void wakeAfter(long delayNs) {
    bound().loop().schedule(timers::advance, delayNs, TimeUnit.NANOSECONDS);
  }

  private Addresses addresses() {
    return Objects.requireNonNull(addresses, "used before it was started");
  }

  /// Shut until all listeners are open: what comes before that is repeated by its sender.
  private final class Gate implements MessageSink {
    @Override
    public void onMessage(Flow flow, byte[] message) {
      if (transports != null) {
        guard.onMessage(flow, message);
      }
    }

    @Override
    public void onClosed(Flow flow) {
      guard.onClosed(flow);
    }

    @Override
    public void onBacklog(long bytes) {
      guard.onBacklog(bytes);
    }

    @Override
    public void onUnframeable(Flow flow, int status, byte[] head) {
      guard.onUnframeable(flow, status, head);
    }
  }

  private final class Out implements Outlet {
    @Override
    public void send(Hop hop, byte[] message, Consumer<String> onFailure) {
      bound().send(hop.transport(), hop.address(), hop.domain(), message, onFailure);
    }

    @Override
    public boolean listens(Transport transport) {
      return SipStack.this.listens(transport);
    }

    @Override
    public String sentBy(Hop hop) {
      return advertised(Way.of(hop));
    }
  }
}
