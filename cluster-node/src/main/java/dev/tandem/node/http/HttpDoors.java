package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionId;
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

  /// What may be asked of a call that is up.
  enum Wish {
    HOLD,
    RESUME
  }

  /// Completes with null when it is done, else with why not.
  CompletionStage<@Nullable Refusal> act(SessionId id, Wish wish);

  record Refusal(ErrorKind kind, String detail) {}

  CompletionStage<List<NodeView>> nodes();

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
