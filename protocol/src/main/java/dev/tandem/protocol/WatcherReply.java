package dev.tandem.protocol;

public sealed interface WatcherReply extends Wire {
  record Told(SubscriptionInfo info) implements WatcherReply {}

  record Refused(ErrorKind error, String detail) implements WatcherReply {}

  /// To a NOTIFY.
  ///
  /// @param status of the response
  record Answer(int status) implements WatcherReply {}
}
