package dev.tandem.watch;

import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the answer to a SUBSCRIBE means (RFC 6665 §4.1.2). Pure.
sealed interface Grant {
  /// @param seconds how long it lasts, 0 after its end
  record Granted(DialogResponse response, long seconds) implements Grant {}

  record Challenged(List<Header> answer) implements Grant {}

  record TooBrief(long least) implements Grant {}

  /// @param status 408 and 503 also without an answer
  /// @param retryAfter seconds, 0 when it does not say
  record Refused(int status, String reason, long retryAfter) implements Grant {
    String text() {
      return status + " " + reason;
    }
  }

  /// @param reply null when the edge has said nothing
  /// @param asked seconds
  static Grant of(@Nullable EdgeReply reply, long asked) {
    return switch (reply) {
      case null -> new Refused(503, "No edge has answered", 0);
      case EdgeReply.Unanswered(var failure) ->
          failure == SessionCommand.Failure.TIMEOUT
              ? new Refused(408, "No answer", 0)
              : new Refused(503, "Cannot be reached", 0);
      case EdgeReply.Answered(var response) -> of(response, asked);
    };
  }

  private static Grant of(DialogResponse response, long asked) {
    int status = response.status();
    if (status / 100 == 2) {
      long said = seconds(response, "Expires");
      return new Granted(response, said < 0 ? asked : Math.min(said, asked));
    }
    if (status == 423) {
      return new TooBrief(seconds(response, "Min-Expires"));
    }
    boolean challenged = status == 401 || status == 407;
    return challenged && !response.credentials().isEmpty()
        ? new Challenged(response.credentials())
        : new Refused(status, response.reason(), Math.max(0, seconds(response, "Retry-After")));
  }

  /// -1 when it does not say.
  private static long seconds(DialogResponse response, String name) {
    for (Header header : response.headers()) {
      if (header.name().equalsIgnoreCase(name)) {
        return Standing.number(header.value());
      }
    }
    return -1;
  }
}
