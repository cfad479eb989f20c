package dev.tandem.session;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.SessionId;
import dev.tandem.session.core.Environment;
import java.time.Instant;

/// The clock and the dice of a node.
final class NodeEnvironment implements Environment {
  private final DialogTags tags;

  NodeEnvironment(DialogTags tags) {
    this.tags = tags;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public String localTag(SessionId session) {
    return tags.tagOf(session);
  }

  @Override
  public String newCallId() {
    return Ids.random(24);
  }

  @Override
  public SessionId newSessionBeside(SessionId session) {
    return Ids.session(session.shard());
  }

  @Override
  public BridgeId newBridgeFor(SessionId session) {
    return Ids.bridge(session.shard());
  }
}
