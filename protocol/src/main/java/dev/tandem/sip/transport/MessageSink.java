package dev.tandem.sip.transport;

/// Takes whole messages from the transports, on the SIP loop. Must not block and must not throw.
public interface MessageSink {
  /// @param message exactly one SIP message, within the limits; the receiver owns it
  void onMessage(Flow flow, byte[] message);

  /// A connection is gone; transactions over it fail.
  void onClosed(Flow flow);

  /// A connection sent what cannot be cut into messages. The sink may answer through `flow`; it is
  /// closed when this returns, and what was sent still goes out.
  ///
  /// @param status that fits: 400, 413 or 513
  /// @param head the header section as far as it was read
  default void onUnframeable(Flow flow, int status, byte[] head) {}

  /// Told after each turn of reading datagrams, where the system can tell.
  ///
  /// @param bytes that still wait in the socket, with the kernel's bookkeeping
  default void onBacklog(long bytes) {}
}
