package dev.tandem.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a REGISTER asks, read at the edge.
///
/// @param wishes empty to hear the bindings only
/// @param removeAll `Contact: *`; then there are no wishes
/// @param path, source, node, life as in [Binding]
public record Registration(
    String callId,
    long cseq,
    List<Wish> wishes,
    boolean removeAll,
    List<String> path,
    @Nullable PeerAddress source,
    String node,
    @Nullable String userAgent,
    long life)
    implements Wire {

  public Registration(
      String callId,
      long cseq,
      List<Wish> wishes,
      boolean removeAll,
      List<String> path,
      @Nullable PeerAddress source,
      String node,
      @Nullable String userAgent) {
    this(callId, cseq, wishes, removeAll, path, source, node, userAgent, 0);
  }

  /// One Contact.
  ///
  /// @param key, contact, q, instance, regId as in [Binding]
  /// @param seconds how long; 0 to remove it, -1 for the registrar's default
  public record Wish(
      String key, String contact, int q, long seconds, @Nullable String instance, int regId)
      implements Wire {}
}
