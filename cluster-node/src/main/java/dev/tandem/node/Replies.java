package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// What a reply of the cluster is to the application: a value, or a [SessionException].
final class Replies {
  private Replies() {}

  /// Waits for it.
  static <T> T joined(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SessionException refused) {
        throw refused;
      }
      throw new SessionException(ErrorKind.UNAVAILABLE, "not sent: " + e.getMessage());
    }
  }

  /// @throws SessionException when it is a refusal
  static void done(SessionReply reply) {
    if (reply instanceof SessionReply.Refused(var error, var detail)) {
      throw new SessionException(error, detail);
    }
  }

  /// @throws SessionException when it is a refusal
  static SessionInfo told(SessionReply reply) {
    return switch (reply) {
      case SessionReply.Told(var info) -> info;
      case SessionReply.Refused(var error, var detail) -> throw new SessionException(error, detail);
      case SessionReply.Done(var session) ->
          throw new IllegalStateException("session " + session + " told nothing");
      case SessionReply.Happened(var history) ->
          throw new IllegalStateException("session " + history.id() + " told its history");
    };
  }
}
