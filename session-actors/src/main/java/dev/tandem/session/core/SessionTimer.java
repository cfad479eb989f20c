package dev.tandem.session.core;

/// The timers of a session. Each has one owner, the entity, and one key, itself.
public enum SessionTimer {
  /// How long the call may ring.
  RINGING,
  /// How long the ACK of our 2xx may take: 64 × T1.
  ACK,
  /// The greatest age of a call.
  SESSION,
  /// How long our reliable provisional response may wait for its PRACK: 64 × T1.
  PRACK,
  /// The session timer (RFC 4028).
  REFRESH,
  /// How long the end of a session may take before it is ended without the peer's word.
  CLEANUP,
  /// How long a media node may take to answer.
  MEDIA,
  /// How long a transfer may take, and how long the peer may take to hang up after it.
  TRANSFER,
  /// When what was tried in vain is tried again.
  RETRY
}
