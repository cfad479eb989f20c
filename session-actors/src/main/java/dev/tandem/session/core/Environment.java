package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.SessionId;
import java.time.Instant;

/// What a decision needs from the world besides state and input, so that the core stays a function.
public interface Environment {
  Instant now();

  /// Our dialog tag of this session.
  String localTag(SessionId session);

  /// A fresh Call-ID.
  String newCallId();

  /// A fresh session on the shard of this one.
  SessionId newSessionBeside(SessionId session);

  /// A fresh bridge on the shard of this session.
  BridgeId newBridgeFor(SessionId session);
}
