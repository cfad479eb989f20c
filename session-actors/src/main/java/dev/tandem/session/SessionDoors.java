package dev.tandem.session;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.Publication;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// The doors a session's actions go through. Nothing behind them blocks.
public interface SessionDoors {
  /// An edge for a request of ours: this node's own when it has one; null when there is none at
  /// all.
  @Nullable ActorRef<EdgeCommand> edge();

  /// The edge of that node, null when it is gone.
  @Nullable ActorRef<EdgeCommand> edge(String node);

  /// The node of [#edge].
  @Nullable String edgeNode();

  /// Whether that node is in the cluster and answers.
  boolean isUp(String node);

  /// The session's shard is moving to another node while the call is up: it has to wake there, for
  /// its timers, though nobody may ask for it.
  void handedOver(SessionId session);

  /// Whether the edge that owns the transaction is still in the cluster.
  boolean isUp(TransactionRef transaction);

  /// The least loaded media node that is not this one, if there is another.
  ///
  /// @param excluded names that refused already
  @Nullable MediaDoor chooseMedia(Set<String> excluded);

  /// The pool of that media node, null when it is gone.
  @Nullable ActorRef<MediaCommand> media(String node);

  void tell(SessionId session, SessionCommand command);

  void tell(BridgeId bridge, BridgeCommand command);

  /// A bridge that nobody knows yet.
  ///
  /// @param beside the session whose node it is to live on
  default BridgeId mintBridge(SessionId beside) {
    return Ids.bridge(beside.shard());
  }

  /// Asks the application about a new call; `decide` is called once, on any thread, with its
  /// verdict or with a rejection when it fails or takes too long.
  void ask(SessionId session, Invitation invitation, Consumer<Verdict> decide);

  /// Asks the application about a transfer that the peer wants; as [#ask].
  ///
  /// @param target SIP URI
  /// @param referredBy value of Referred-By, null when there is none
  void askTransfer(
      SessionInfo info,
      String target,
      @Nullable String referredBy,
      Consumer<TransferVerdict> decide);

  /// The peer has pressed a key.
  ///
  /// @param key `0`–`9`, `*`, `#`, `A`–`D`
  void digit(SessionInfo info, char key, Duration duration);

  /// Asks whether a call may go out by the trunk that its plan names, and how its INVITE is to look
  /// there. Null when it names none; never fails.
  default @Nullable CompletionStage<Admission> admit(SessionId session, CallPlan plan) {
    return null;
  }

  /// A call of that trunk is over.
  default void over(String trunk, SessionId session) {}

  /// What a trunk says of a call.
  sealed interface Admission {
    record Granted(CallPlan plan) implements Admission {}

    /// @param status for the caller of a forwarded call
    record Denied(int status, ErrorKind error, String detail) implements Admission {}
  }

  /// Tells the application. Never waits for it.
  void publish(Publication publication, SessionInfo info, String localSdp, String remoteSdp);

  String node();

  record MediaDoor(String node, ActorRef<MediaCommand> pool) {}
}
