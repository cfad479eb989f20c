package dev.tandem.protocol;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A response to a request that a session sent.
///
/// @param method of the request, from CSeq
/// @param remoteTag To tag, empty when the response has none
/// @param contact URI of the (first) Contact, null when there is none
/// @param recordRoutes in the order of the message; a UAC reverses them (RFC 3261 §12.1.2)
/// @param source where it came from
/// @param body empty when there is none
/// @param headers Retry-After, RSeq, Min-SE, Contact list, Reason, Warning… as they came
public record DialogResponse(
    String method,
    long cseq,
    int status,
    String reason,
    String remoteTag,
    @Nullable String contact,
    List<String> recordRoutes,
    PeerAddress source,
    @Nullable String contentType,
    String body,
    List<Header> headers)
    implements Wire {
  /// No response has these of its own: what the edge has put beside a challenge it can answer.
  public static final Set<String> CREDENTIALS = Set.of("Authorization", "Proxy-Authorization");

  /// What to repeat a challenged request with; empty when nobody knows.
  public List<Header> credentials() {
    return headers.stream().filter(it -> CREDENTIALS.contains(it.name())).toList();
  }
}
