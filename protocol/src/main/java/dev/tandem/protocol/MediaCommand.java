package dev.tandem.protocol;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a session asks of the media pool of one node. Every command is idempotent: repeating it
/// gives the same reply and changes nothing.
public sealed interface MediaCommand extends Wire {

  /// Opens a leg: binds an RTP and an RTCP port. Answered by [MediaReply.Opened] or
  /// [MediaReply.Refused].
  ///
  /// @param remote null while the peer has not said where it listens (we make the offer)
  /// @param muting null for nothing
  record Open(
      LegId leg,
      @Nullable LegRemote remote,
      Treatment treatment,
      @Nullable Muting muting,
      ActorRef<MediaReply> replyTo)
      implements MediaCommand {}

  /// Changes the far end, the treatment, what is muted, or all; null leaves it as it is. Answered
  /// by [MediaReply.Changed] or [MediaReply.Unknown].
  record Change(
      LegId leg,
      @Nullable LegRemote remote,
      @Nullable Treatment treatment,
      @Nullable Muting muting,
      ActorRef<MediaReply> replyTo)
      implements MediaCommand {}

  /// Releases the leg, sends RTCP BYE, lets its ports drain. Answered by [MediaReply.Closed], also
  /// when the leg is not known (then with empty statistics).
  record Close(LegId leg, @Nullable ActorRef<MediaReply> replyTo) implements MediaCommand {}

  /// The leg's figures so far. Answered by [MediaReply.Described] or [MediaReply.Unknown].
  record Describe(LegId leg, ActorRef<MediaReply> replyTo) implements MediaCommand {}

  /// Tells `to` this node's load now and then, until it stops.
  record ReportLoad(ActorRef<MediaLoad> to, Duration every) implements MediaCommand {}
}
