package dev.tandem.protocol;

public sealed interface BridgeReply extends Wire {
  record Done(BridgeId bridge) implements BridgeReply {}

  record Refused(ErrorKind error, String detail) implements BridgeReply {}

  record Told(BridgeInfo info) implements BridgeReply {}
}
