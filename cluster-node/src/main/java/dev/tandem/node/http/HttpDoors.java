package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.api.SipResult;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What the HTTP interface asks of the node. Never blocks; a stage that fails or takes longer than
/// the request may becomes 503.
public interface HttpDoors {
  /// @param limit 1 to [#MAX_PAGE]
  /// @param after the last id of the page before, null for the first page
  /// @param state only sessions in that state, null for all
  record SessionQuery(int limit, @Nullable SessionId after, @Nullable String state) {}

  /// @param sessions ordered by id, at most the query's limit
  /// @param next what to give as `after` for the next page, absent on the last
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SessionPage(List<SessionView> sessions, @Nullable String next) {
    public SessionPage {
      sessions = List.copyOf(sessions);
    }
  }

  enum Termination {
    /// The session hangs up now.
    ENDING,
    /// It had ended before.
    ENDED,
    /// Nobody knows it.
    UNKNOWN
  }

  int MAX_PAGE = 1_000;

  CompletionStage<SessionPage> sessions(SessionQuery query);

  CompletionStage<Optional<SessionView>> session(SessionId id);

  CompletionStage<Termination> terminate(SessionId id);

  /// Empty when nobody knows the session.
  CompletionStage<Optional<HistoryView>> history(SessionId id);

  /// The state tables of this node, by name.
  ///
  /// @param reload whether their files are read again first
  CompletionStage<List<TableView>> tables(boolean reload);

  /// What may be asked of a call that is up.
  enum Wish {
    HOLD,
    RESUME
  }

  /// Completes with null when it is done, else with why not.
  CompletionStage<@Nullable Refusal> act(SessionId id, Wish wish);

  /// Has the peer call somebody else. Completes as [#act], when the peer has told how it went.
  CompletionStage<@Nullable Refusal> transfer(SessionId id, String target);

  /// Has another device take the peer's place. Completes as [#act], when it has answered.
  ///
  /// @param to SIP URI, or address of record
  CompletionStage<@Nullable Refusal> move(SessionId id, String to);

  /// Connects the peers of two calls with each other, without us. Completes as [#transfer].
  CompletionStage<@Nullable Refusal> connect(SessionId id, SessionId consultation);

  /// Presses keys on a call. Completes as [#act].
  CompletionStage<@Nullable Refusal> press(SessionId id, KeyPresses keys);

  /// Has the peer agree to other media. Completes as [#act].
  ///
  /// @param options null to leave them
  /// @param direction null to leave it
  CompletionStage<@Nullable Refusal> update(
      SessionId id, @Nullable MediaOptions options, @Nullable MediaDirection direction);

  /// Mutes the call, or lets it be heard again. Completes as [#act].
  CompletionStage<@Nullable Refusal> mute(SessionId id, Muting which, boolean on);

  /// Lets the caller of a call that is not answered hear `treatment`. Completes as [#act].
  CompletionStage<@Nullable Refusal> earlyMedia(SessionId id, Treatment treatment);

  record Refusal(ErrorKind kind, String detail) {}

  /// What was given cannot be used, whatever the cluster may say.
  final class Unusable extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String where;

    /// @param where name of the parameter, or of the key in the body
    public Unusable(String where, String detail) {
      super(detail);
      this.where = where;
    }

    public String where() {
      return where;
    }
  }

  /// Sends a text.
  ///
  /// @throws Unusable when it cannot be sent at all
  CompletionStage<SipResult> message(String from, String to, String contentType, String body);

  /// Asks a peer what it can do.
  ///
  /// @throws Unusable when it cannot be asked at all
  CompletionStage<SipResult> options(String uri);

  /// @param granted completes when the notifier has granted it; fails with a
  ///   [dev.tandem.api.SessionException]
  record Subscribed(SubscriptionId id, CompletionStage<SubscriptionInfo> granted) {}

  /// Subscribes, as [dev.tandem.api.SubscriptionControl#subscribe].
  ///
  /// @throws Unusable when that makes no subscription
  Subscribed subscribe(
      String from, String uri, String event, List<String> accept, Duration expires);

  /// Subscriptions of ours, ordered by id. Fails on a node that keeps no sessions.
  ///
  /// @param after the last id of the page before, null for the first page
  CompletionStage<List<SubscriptionInfo>> subscriptions(@Nullable SubscriptionId after, int limit);

  /// Empty when there is none.
  CompletionStage<Optional<SubscriptionInfo>> subscription(SubscriptionId id);

  /// Takes it back. Fails with a [dev.tandem.api.SessionException] when there is none.
  CompletionStage<SubscriptionInfo> unsubscribe(SubscriptionId id);

  CompletionStage<List<NodeView>> nodes();

  /// All trunks, by name.
  CompletionStage<List<TrunkView>> trunks();

  /// Calls that have ended, oldest first. Fails on a node that keeps no sessions.
  ///
  /// @param after number of the last one seen, 0 for all
  /// @param waitSeconds how long an empty page may wait for the next record
  CompletionStage<List<RecordView>> records(long after, int limit, int waitSeconds);

  /// @param registrations in the order of the registrar, at most the limit
  /// @param next what to give as `after` for the next page, absent on the last
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RegistrationPage(List<RegistrationView> registrations, @Nullable String next) {
    public RegistrationPage {
      registrations = List.copyOf(registrations);
    }
  }

  /// Addresses with a contact. Fails on a node that keeps no sessions.
  ///
  /// @param limit 1 to [#MAX_PAGE]
  /// @param after the last address of the page before, null for the first page
  CompletionStage<RegistrationPage> registrations(int limit, @Nullable AddressOfRecord after);

  /// Empty when nothing is registered for it.
  CompletionStage<Optional<RegistrationView>> registration(AddressOfRecord address);

  /// What came of asking a node to leave.
  enum Leaving {
    /// It moves its calls, then ends.
    LEAVES,
    /// There is no such node.
    UNKNOWN,
    /// No other node has one of its roles: its calls would end.
    LAST
  }

  /// @param force also when it is the last one of a role
  CompletionStage<Leaving> drain(String node, boolean force);
}
