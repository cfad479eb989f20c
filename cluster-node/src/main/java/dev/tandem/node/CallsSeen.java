package dev.tandem.node;

import dev.tandem.node.http.HistoryView;
import dev.tandem.node.http.HttpDoors;
import dev.tandem.node.http.HttpDoors.SessionPage;
import dev.tandem.node.http.HttpDoors.SessionQuery;
import dev.tandem.node.http.SessionView;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// What is told of calls over HTTP.
final class CallsSeen {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Asks asks;

  CallsSeen(Asks asks) {
    this.asks = asks;
  }

  /// Collecting from all nodes waits for them.
  SessionPage sessions(SessionQuery query) {
    List<SessionView> views = new ArrayList<>();
    SessionId after = query.after();
    while (true) {
      List<SessionInfo> found = asks.sessions(after, HttpDoors.MAX_PAGE);
      for (SessionInfo info : found) {
        if (query.state() == null || info.state().equals(query.state())) {
          if (views.size() == query.limit()) {
            return new SessionPage(views, views.getLast().id());
          }
          views.add(SessionView.of(info));
        }
      }
      if (found.size() < HttpDoors.MAX_PAGE) {
        return new SessionPage(views, null);
      }
      after = found.getLast().id();
    }
  }

  CompletionStage<Optional<SessionView>> session(SessionId id) {
    return asks.sessionStage(id, SessionCommand.Describe::new, PATIENCE)
        .thenApply(reply ->
            reply instanceof SessionReply.Told(var info)
                ? Optional.of(SessionView.of(info))
                : Optional.empty());
  }

  CompletionStage<Optional<HistoryView>> history(SessionId id) {
    return asks.sessionStage(id, SessionCommand.Recount::new, PATIENCE)
        .thenApply(reply ->
            reply instanceof SessionReply.Happened(var history)
                ? Optional.of(HistoryView.of(history))
                : Optional.empty());
  }
}
