package dev.tandem.session;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.session.core.Environment;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The clock and the dice of a node.
final class NodeEnvironment implements Environment {
  private final DialogTags tags;
  private final SessionDoors doors;

  NodeEnvironment(DialogTags tags, SessionDoors doors) {
    this.tags = tags;
    this.doors = doors;
  }

  @Override
  public @Nullable String edge() {
    return doors.edgeNode();
  }

  /// A reference of this system has no host.
  @Override
  public String nodeOf(TransactionRef transaction) {
    var address = transaction.edge().path().address();
    return address.host().isEmpty()
        ? doors.node()
        : address.host().get() + ":" + address.port().get();
  }

  @Override
  public boolean isUp(String node) {
    return doors.isUp(node);
  }

  @Override
  public double chance() {
    return ThreadLocalRandom.current().nextDouble();
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
  public @Nullable SessionId sessionOf(String tag) {
    return tags.sessionOf(tag).orElse(null);
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
    return doors.mintBridge(session);
  }
}
