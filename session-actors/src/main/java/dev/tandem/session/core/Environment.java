package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a decision needs from the world besides state and input, so that the core stays a function.
public interface Environment {
  Instant now();

  /// Our dialog tag of this session.
  String localTag(SessionId session);

  /// The session that a dialog tag of ours belongs to, null for any other text.
  @Nullable SessionId sessionOf(String tag);

  /// Node of the edge that a request would go out by now, null when there is none.
  @Nullable String edge();

  /// Node of the edge that has the transaction.
  String nodeOf(TransactionRef transaction);

  /// Whether that node is there and answers.
  boolean isUp(String node);

  /// A number from 0 to 1, another one each time.
  double chance();

  /// A fresh Call-ID.
  String newCallId();

  /// A fresh session on the shard of this one.
  SessionId newSessionBeside(SessionId session);

  /// A fresh bridge on the shard of this session.
  BridgeId newBridgeFor(SessionId session);
}
