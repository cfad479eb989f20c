package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.node.SipUris.Checked;
import dev.tandem.node.http.HttpDoors.Refusal;
import dev.tandem.node.http.HttpDoors.Termination;
import dev.tandem.node.http.HttpDoors.Wish;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.KeyPresses;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What a call is told over HTTP, and why it will not do it.
final class CallOrders {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /// The peer may take as long as it takes to answer a re-INVITE.
  private static final Duration AGREEMENT = Duration.ofSeconds(40);

  /// The target of a transfer may ring as long as a phone lets it.
  private static final Duration TRANSFER = Duration.ofMinutes(5);

  private final Asks asks;
  private final SoundCheck sounds;
  private final Devices devices;

  CallOrders(Asks asks, SoundCheck sounds, Devices devices) {
    this.asks = asks;
    this.sounds = sounds;
    this.devices = devices;
  }

  CompletionStage<Termination> terminate(SessionId id) {
    return asks.sessionStage(id, SessionCommand.Describe::new, PATIENCE)
        .thenCompose(reply ->
            switch (reply) {
              case SessionReply.Told(var info) when info.phase() == SessionInfo.Phase.ENDED ->
                  CompletableFuture.completedStage(Termination.ENDED);
              case SessionReply.Told _, SessionReply.Done _, SessionReply.Happened _ -> hangUp(id);
              case SessionReply.Refused(var error, _) ->
                  error == ErrorKind.NOT_FOUND
                      ? CompletableFuture.completedStage(Termination.UNKNOWN)
                      : CompletableFuture.failedStage(new IllegalStateException("refused"));
            });
  }

  private CompletionStage<Termination> hangUp(SessionId id) {
    return asks.sessionStage(
            id,
            replyTo -> new SessionCommand.Terminate(EndCause.application("Ended by HTTP"), replyTo),
            PATIENCE)
        .thenApply(reply ->
            reply instanceof SessionReply.Refused ? Termination.ENDED : Termination.ENDING);
  }

  CompletionStage<@Nullable Refusal> act(SessionId id, Wish wish) {
    return asks.sessionStage(
            id, replyTo -> new SessionCommand.Hold(wish == Wish.HOLD, replyTo), AGREEMENT)
        .thenApply(CallOrders::refusal);
  }

  CompletionStage<@Nullable Refusal> update(
      SessionId id, @Nullable MediaOptions options, @Nullable MediaDirection direction) {
    return asks.sessionStage(
            id, replyTo -> new SessionCommand.Update(options, direction, replyTo), AGREEMENT)
        .thenApply(CallOrders::refusal);
  }

  CompletionStage<@Nullable Refusal> mute(SessionId id, Muting which, boolean on) {
    return asks.sessionStage(id, replyTo -> new SessionCommand.Mute(which, on, replyTo), PATIENCE)
        .thenApply(CallOrders::refusal);
  }

  CompletionStage<@Nullable Refusal> earlyMedia(SessionId id, Treatment treatment) {
    return CompletableFuture.supplyAsync(
            () -> sounds.problem(treatment), CallOrders::onVirtualThread)
        .thenCompose(problem ->
            problem.isPresent()
                ? CompletableFuture.completedStage(new Refusal(ErrorKind.NOT_FOUND, problem.get()))
                : progress(id, treatment));
  }

  /// Looking at a file waits for the disk.
  private static void onVirtualThread(Runnable task) {
    Thread.ofVirtual().name("http-sounds").start(task);
  }

  private CompletionStage<@Nullable Refusal> progress(SessionId id, Treatment treatment) {
    return asks.sessionStage(
            id,
            replyTo -> new SessionCommand.Decide(new Verdict.Progress(treatment), replyTo),
            PATIENCE)
        .thenApply(CallOrders::refusal);
  }

  CompletionStage<@Nullable Refusal> transfer(SessionId id, String target) {
    return switch (SipUris.check(target)) {
      case Checked.Wrong(var why) ->
          CompletableFuture.completedStage(new Refusal(ErrorKind.INVALID_URI, why));
      case Checked.Right(var uri) ->
          asks.sessionStage(
                  id,
                  replyTo -> new SessionCommand.Transfer(new ReferTo(uri, null), replyTo),
                  TRANSFER)
              .thenApply(CallOrders::refusal);
    };
  }

  CompletionStage<@Nullable Refusal> move(SessionId id, String to) {
    return devices
        .of(to)
        .thenCompose(targets ->
            asks.sessionStage(id, replyTo -> new SessionCommand.Move(targets, replyTo), TRANSFER))
        .handle((reply, problem) -> problem == null ? refusal(reply) : refusal(problem));
  }

  CompletionStage<@Nullable Refusal> connect(SessionId id, SessionId consultation) {
    return asks.sessionStage(
            consultation, replyTo -> new SessionCommand.TransferInto(id, replyTo), TRANSFER)
        .thenApply(CallOrders::refusal);
  }

  CompletionStage<@Nullable Refusal> press(SessionId id, KeyPresses keys) {
    return asks.sessionStage(
            id, replyTo -> new SessionCommand.Press(keys, replyTo), keys.lasts().plus(AGREEMENT))
        .thenApply(CallOrders::refusal);
  }

  private static @Nullable Refusal refusal(SessionReply reply) {
    return reply instanceof SessionReply.Refused(var kind, var detail)
        ? new Refusal(kind, detail)
        : null;
  }

  private static Refusal refusal(Throwable problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return cause instanceof SessionException why
        ? new Refusal(why.kind(), String.valueOf(why.getMessage()))
        : new Refusal(ErrorKind.UNAVAILABLE, cause.toString());
  }
}
