package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/// What a session is connected with.
///
/// @param peer the other session of a forwarded call
/// @param bridge the bridge or conference it is on, was promised, or is being forwarded into
/// @param member whether the bridge counts it in
/// @param target whom the peer calls, null when this session put nothing through
/// @param fork the phones that are rung, `peer` is one of them as soon as it has answered; null for
///   one phone, which is `peer` from the start
public record Links(
    @Nullable SessionId peer,
    @Nullable BridgeId bridge,
    boolean member,
    @Nullable String target,
    @Nullable Fork fork) {
  static final Links NONE = new Links(null, null, false, null, null);

  Links(@Nullable SessionId peer, @Nullable BridgeId bridge, boolean member) {
    this(peer, bridge, member, null, null);
  }

  static Links of(Fork fork) {
    return new Links(null, null, false, null, fork);
  }

  /// The caller and that branch are to hear each other.
  Links taken(SessionId branch) {
    Fork.Branch it = fork == null ? null : fork.branch(branch);
    return it == null ? this : new Links(branch, it.bridge(), false, it.target(), fork);
  }
}
