package dev.tandem.api;

import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.TrunkInfo;
import java.util.List;

/// Trunks (`tandem.trunks`): how they are, and calls over them.
public interface TrunkControl {

  /// All that are configured, by name, as they were a second ago. One that has not been heard of
  /// yet, in the first seconds of a cluster, is missing.
  List<TrunkInfo> listTrunks();

  /// Calls `number` over the trunk, as `from`. Returns when the INVITE is about to go out.
  ///
  /// @param from SIP URI; the trunk's settings may change what its peer sees
  /// @param number see [CallDecision.ForwardToTrunk]
  /// @throws SessionException `NOT_FOUND` when there is no such trunk, `UNAVAILABLE` when it is
  ///   down, `RESOURCE_EXHAUSTED` when it has as many calls as it may, `INVALID_URI`
  CallSession createTrunkCall(String from, String trunk, String number);

  /// The same; the call offers these codecs rather than the trunk's.
  ///
  /// @throws IllegalArgumentException for a codec we do not have, or an attribute that is none
  CallSession createTrunkCall(String from, String trunk, String number, MediaOptions media);
}
