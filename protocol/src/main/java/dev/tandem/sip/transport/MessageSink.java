package dev.tandem.sip.transport;

/// Takes whole messages from the transports, on the SIP loop. Must not block and must not throw.
public interface MessageSink {
  /// @param message exactly one SIP message, within the limits; the receiver owns it
  void onMessage(Flow flow, byte[] message);

  /// A connection is gone; transactions over it fail.
  void onClosed(Flow flow);
}
