package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.api.SipResult;
import dev.tandem.node.SipUris.Checked;
import dev.tandem.node.http.HistoryView;
import dev.tandem.node.http.HttpDoors;
import dev.tandem.node.http.NodeView;
import dev.tandem.node.http.RecordView;
import dev.tandem.node.http.RegistrationView;
import dev.tandem.node.http.SessionView;
import dev.tandem.node.http.TableView;
import dev.tandem.node.http.TrunkView;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.KeyPresses;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionInfo;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Watching;
import dev.tandem.table.StateTable;
import dev.tandem.trunk.TrunkBook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Answers the HTTP interface out of the cluster.
final class HttpAnswers implements HttpDoors {
  private final CallsSeen calls;
  private final CallOrders orders;
  private final Nodes nodes;
  private final @Nullable RecordFeed feed;
  private final StateTables tables;
  private final RegistrationBook registrations;
  private final TrunkBook trunks;
  private final Outside outside;

  /// @param feed null on a node that keeps no sessions
  HttpAnswers(
      CallsSeen calls,
      CallOrders orders,
      Nodes nodes,
      @Nullable RecordFeed feed,
      StateTables tables,
      RegistrationBook registrations,
      TrunkBook trunks,
      Outside outside) {
    this.calls = calls;
    this.orders = orders;
    this.nodes = nodes;
    this.feed = feed;
    this.tables = tables;
    this.registrations = registrations;
    this.trunks = trunks;
    this.outside = outside;
  }

  @Override
  public CompletionStage<SessionPage> sessions(SessionQuery query) {
    return CompletableFuture.supplyAsync(() -> calls.sessions(query), this::onVirtualThread);
  }

  /// What waits: for other nodes, or for the disk.
  private void onVirtualThread(Runnable task) {
    Thread.ofVirtual().name("http-sessions").start(task);
  }

  @Override
  public CompletionStage<Optional<SessionView>> session(SessionId id) {
    return calls.session(id);
  }

  @Override
  public CompletionStage<Termination> terminate(SessionId id) {
    return orders.terminate(id);
  }

  @Override
  public CompletionStage<@Nullable Refusal> act(SessionId id, Wish wish) {
    return orders.act(id, wish);
  }

  @Override
  public CompletionStage<@Nullable Refusal> update(
      SessionId id, @Nullable MediaOptions options, @Nullable MediaDirection direction) {
    return orders.update(id, options, direction);
  }

  @Override
  public CompletionStage<@Nullable Refusal> mute(SessionId id, Muting which, boolean on) {
    return orders.mute(id, which, on);
  }

  @Override
  public CompletionStage<@Nullable Refusal> earlyMedia(SessionId id, Treatment treatment) {
    return orders.earlyMedia(id, treatment);
  }

  @Override
  public CompletionStage<@Nullable Refusal> transfer(SessionId id, String target) {
    return orders.transfer(id, target);
  }

  @Override
  public CompletionStage<@Nullable Refusal> move(SessionId id, String to) {
    return orders.move(id, to);
  }

  @Override
  public CompletionStage<@Nullable Refusal> connect(SessionId id, SessionId consultation) {
    return orders.connect(id, consultation);
  }

  @Override
  public CompletionStage<@Nullable Refusal> press(SessionId id, KeyPresses keys) {
    return orders.press(id, keys);
  }

  @Override
  public CompletionStage<Optional<HistoryView>> history(SessionId id) {
    return calls.history(id);
  }

  @Override
  public CompletionStage<List<TableView>> tables(boolean reload) {
    return CompletableFuture.supplyAsync(
        () -> {
          if (reload) {
            tables.reload();
          }
          return tables.all().stream().map(HttpAnswers::view).toList();
        },
        this::onVirtualThread);
  }

  private static TableView view(StateTables.Seen seen) {
    StateTable table = seen.table();
    return new TableView(
        seen.name(),
        table.source(),
        table.id(),
        table.states().size(),
        table.rows().size(),
        seen.standard(),
        seen.problem());
  }

  @Override
  public CompletionStage<SipResult> message(
      String from, String to, String contentType, String body) {
    usable("from", from);
    usable("to", to);
    if (!Outside.isMediaType(contentType)) {
      throw new Unusable("contentType", "must be like text/plain, is " + contentType);
    }
    try {
      return outside.message(from, to, contentType, body);
    } catch (IllegalArgumentException e) {
      throw new Unusable("body", String.valueOf(e.getMessage()));
    }
  }

  private static void usable(String where, String uri) {
    if (SipUris.check(uri) instanceof Checked.Wrong(var why)) {
      throw new Unusable(where, why);
    }
  }

  @Override
  public CompletionStage<SipResult> options(String uri) {
    usable("uri", uri);
    return outside.options(uri);
  }

  @Override
  public Subscribed subscribe(
      String from, String uri, String event, List<String> accept, Duration expires) {
    Watching wanted = WatcherBook.wanted(from, uri, event, accept, expires);
    SubscriptionId id = outside.watchers().door().mint();
    return new Subscribed(id, outside.watchers().begin(id, wanted));
  }

  @Override
  public CompletionStage<List<SubscriptionInfo>> subscriptions(
      @Nullable SubscriptionId after, int limit) {
    return outside.watchers().page(after, limit);
  }

  @Override
  public CompletionStage<Optional<SubscriptionInfo>> subscription(SubscriptionId id) {
    return outside.watchers().find(id);
  }

  @Override
  public CompletionStage<SubscriptionInfo> unsubscribe(SubscriptionId id) {
    return outside.watchers().end(id);
  }

  @Override
  public CompletionStage<List<NodeView>> nodes() {
    return nodes.all();
  }

  @Override
  public CompletionStage<Leaving> drain(String node, boolean force) {
    return nodes.drain(node, force);
  }

  @Override
  public CompletionStage<List<TrunkView>> trunks() {
    return CompletableFuture.completedStage(trunks.all().stream().map(TrunkView::of).toList());
  }

  @Override
  public CompletionStage<List<RecordView>> records(long after, int limit, int waitSeconds) {
    RecordFeed here = feed;
    if (here == null) {
      return CompletableFuture.failedStage(
          new SessionException(
              ErrorKind.UNAVAILABLE, "this node keeps no sessions; ask one with that role"));
    }
    return CompletableFuture.supplyAsync(
        () ->
            here.page(after, limit, Duration.ofSeconds(waitSeconds)).stream()
                .map(it -> RecordView.of(it.seq(), it.record()))
                .toList(),
        this::onVirtualThread);
  }

  @Override
  public CompletionStage<RegistrationPage> registrations(
      int limit, @Nullable AddressOfRecord after) {
    return registrations.page(limit, after);
  }

  @Override
  public CompletionStage<Optional<RegistrationView>> registration(AddressOfRecord address) {
    return registrations.one(address);
  }
}
