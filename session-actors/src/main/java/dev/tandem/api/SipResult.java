package dev.tandem.api;

import dev.tandem.protocol.Header;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a request outside of calls has ended.
///
/// @param status final status, 200–699. Without an answer, as RFC 3261 §8.1.3.1 has it: 408 when
///   nobody answered in time, 503 when it could not be sent
/// @param headers of the answer, empty without one
/// @param body of the answer, empty when there is none
public record SipResult(
    int status,
    String reason,
    List<Header> headers,
    @Nullable String contentType,
    String body,
    Duration took) {
  public boolean succeeded() {
    return status >= 200 && status < 300;
  }
}
