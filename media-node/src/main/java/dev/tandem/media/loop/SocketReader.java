package dev.tandem.media.loop;

/// Whose socket it is: called on the loop's thread when there is something to receive.
interface SocketReader {
  void readable();
}
