package dev.tandem.media.pool;

import dev.tandem.protocol.LegId;
import java.time.Duration;

/// What a media node notices by itself. Called by the pool's actor; must not block.
public interface MediaEvents {
  /// No RTP for the time set, though the peer may send. Told once, and again after media came back
  /// and stopped again.
  void legSilent(LegId leg, Duration silentFor);

  /// Neither RTP nor a command for the time set: who owns the leg and does not know it any more
  /// answers with a `Close`. Asked again as long as nothing changes.
  void auditLeg(LegId leg);
}
