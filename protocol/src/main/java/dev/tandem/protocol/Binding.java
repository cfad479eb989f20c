package dev.tandem.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way to reach somebody: a Contact of a REGISTER, as the registrar keeps it.
///
/// @param key what makes it this one and no other: the Contact URI in canonical form, or instance
///   and reg-id (RFC 5626 §6)
/// @param contact URI as registered
/// @param q 0–1000, a thousandth each; the highest is tried first
/// @param instance value of `+sip.instance` without quotes, null for none
/// @param regId of RFC 5626, 0 for none
/// @param path Path values (RFC 3327), the one to go to first is first
/// @param source where the REGISTER came from when no proxy was between, else null
/// @param node the node whose edge took it
/// @param life of that node, which has another one after each start; 0 when it is not known
public record Binding(
    String key,
    String contact,
    int q,
    Instant expires,
    String callId,
    long cseq,
    @Nullable String instance,
    int regId,
    List<String> path,
    @Nullable PeerAddress source,
    String node,
    @Nullable String userAgent,
    Instant since,
    long life)
    implements Wire {

  public Binding(
      String key,
      String contact,
      int q,
      Instant expires,
      String callId,
      long cseq,
      @Nullable String instance,
      int regId,
      List<String> path,
      @Nullable PeerAddress source,
      String node,
      @Nullable String userAgent,
      Instant since) {
    this(
        key, contact, q, expires, callId, cseq, instance, regId, path, source, node, userAgent,
        since, 0);
  }

  /// Whether it can only be reached over the connection it was made by.
  public boolean needsItsConnection() {
    return path.isEmpty() && source != null && !source.transport().equals("udp");
  }
}
