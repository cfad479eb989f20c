package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.api.SipResult;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.SessionCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/// Sends requests outside of calls by an edge of the cluster, and once more when they are
/// challenged.
final class Requester {
  /// Beyond timer F.
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /// @param target where it goes, as [CallTarget] writes it
  /// @param node whose edge it has to leave by, null for any
  record Errand(
      String method,
      String from,
      @Nullable String displayName,
      String to,
      String target,
      @Nullable String node,
      List<Header> headers,
      @Nullable String contentType,
      String body) {}

  private final ActorSystem<?> system;
  private final Placement placement;

  Requester(ActorSystem<?> system, Placement placement) {
    this.system = system;
    this.placement = placement;
  }

  /// @return fails with a [SessionException] when there is no edge
  CompletionStage<SipResult> send(Errand errand) {
    long begun = System.nanoTime();
    var target = CallTarget.parse(errand.target());
    var dialog =
        new Dialog(
            UUID.randomUUID().toString(),
            errand.from(),
            errand.displayName(),
            UUID.randomUUID().toString().substring(24),
            errand.to(),
            null,
            "",
            target.uri(),
            target.routes(),
            target.flow());
    return ask(errand, dialog, 1, List.of())
        .thenCompose(reply -> {
          List<Header> credentials =
              reply instanceof EdgeReply.Answered(var response)
                  ? response.credentials()
                  : List.of();
          return credentials.isEmpty()
              ? CompletableFuture.completedStage(reply)
              : ask(errand, dialog, 2, credentials);
        })
        .thenApply(reply -> result(reply, Duration.ofNanos(System.nanoTime() - begun)));
  }

  private CompletionStage<EdgeReply> ask(
      Errand errand, Dialog dialog, long cseq, List<Header> credentials) {
    ActorRef<EdgeCommand> edge = edge(errand.node());
    if (edge == null && errand.node() != null) {
      return CompletableFuture.completedStage(
          new EdgeReply.Unanswered(SessionCommand.Failure.TRANSPORT)); // with its connection
    }
    if (edge == null) {
      return CompletableFuture.failedStage(
          new SessionException(ErrorKind.UNAVAILABLE, "no node of the cluster has an edge"));
    }
    List<Header> headers = new ArrayList<>(errand.headers());
    headers.addAll(credentials);
    return AskPattern.<EdgeCommand, EdgeReply>ask(
            edge,
            replyTo ->
                new EdgeCommand.Ask(
                    errand.method(),
                    dialog,
                    cseq,
                    headers,
                    errand.contentType(),
                    errand.body(),
                    replyTo),
            PATIENCE,
            system.scheduler())
        .exceptionally(_ -> new EdgeReply.Unanswered(SessionCommand.Failure.TIMEOUT));
  }

  private @Nullable ActorRef<EdgeCommand> edge(@Nullable String node) {
    return node == null
        ? placement.edge()
        : placement.view().node(node).map(NodeStatus::edge).orElse(null);
  }

  private static SipResult result(EdgeReply reply, Duration took) {
    return switch (reply) {
      case EdgeReply.Answered(var response) ->
          new SipResult(
              response.status(),
              response.reason(),
              response.headers(),
              response.contentType(),
              response.body(),
              took);
      case EdgeReply.Unanswered(var failure) ->
          switch (failure) {
            case TIMEOUT -> new SipResult(408, "No answer", List.of(), null, "", took);
            case TRANSPORT -> new SipResult(503, "Cannot be reached", List.of(), null, "", took);
            case UNRESOLVED -> new SipResult(503, "Has no address", List.of(), null, "", took);
          };
    };
  }
}
