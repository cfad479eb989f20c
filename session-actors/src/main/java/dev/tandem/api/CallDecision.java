package dev.tandem.api;

import dev.tandem.protocol.Treatment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes of an incoming call.
public sealed interface CallDecision {
  /// Answers. The caller hears `treatment`.
  record Accept(Treatment treatment) implements CallDecision {}

  /// @param status 400–699
  /// @param reason phrase, null for the RFC's own
  record Reject(int status, @Nullable String reason) implements CallDecision {
    public Reject {
      if (status < 400 || status > 699) {
        throw new IllegalArgumentException("a rejection has a status of 400 to 699, not " + status);
      }
    }
  }

  /// Lets it ring; accept or reject it later, from any node.
  record Defer() implements CallDecision {}

  /// Calls `target` and connects both, the media through us (B2BUA).
  ///
  /// @param target SIP URI
  record Forward(String target) implements CallDecision {}

  /// Calls the phone that is registered for `address`, the one with the highest `q`, and connects
  /// both. Without one the caller gets 480, or 404 when there is no such user.
  ///
  /// @param address SIP URI, or `USER@HOST`
  record ForwardToRegistered(String address) implements CallDecision {}

  /// Sends the caller elsewhere (302).
  ///
  /// @param targets 1–10 SIP URIs, best first
  record Redirect(List<String> targets) implements CallDecision {
    public Redirect {
      targets = List.copyOf(targets);
      if (targets.isEmpty() || targets.size() > 10) {
        throw new IllegalArgumentException("a redirection has 1 to 10 targets");
      }
    }
  }

  /// Answers and puts the call into the room; a room that does not exist is opened.
  ///
  /// @param name 1–64 of `[A-Za-z0-9._~-]`
  record JoinConference(String name) implements CallDecision {}

  static CallDecision accept() {
    return new Accept(Treatment.SILENCE);
  }

  static CallDecision accept(Treatment treatment) {
    return new Accept(treatment);
  }

  static CallDecision reject(int status) {
    return new Reject(status, null);
  }

  static CallDecision defer() {
    return new Defer();
  }

  static CallDecision forward(String target) {
    return new Forward(target);
  }

  static CallDecision forwardToRegistered(String address) {
    return new ForwardToRegistered(address);
  }

  static CallDecision redirect(String... targets) {
    return new Redirect(List.of(targets));
  }

  static CallDecision conference(String name) {
    return new JoinConference(name);
  }
}
