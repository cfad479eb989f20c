package dev.tandem.session.core;

import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Wire;
import org.jspecify.annotations.Nullable;

/// The session's RTP end on a media node.
///
/// @param host address of ours in SDP
/// @param remote null until offer and answer are complete
public record Leg(
    LegId id,
    String mediaNode,
    String host,
    int rtpPort,
    @Nullable LegRemote remote,
    Treatment treatment)
    implements Wire {
  Leg with(LegRemote newRemote) {
    return new Leg(id, mediaNode, host, rtpPort, newRemote, treatment);
  }

  Leg with(Treatment newTreatment) {
    return new Leg(id, mediaNode, host, rtpPort, remote, newTreatment);
  }
}
