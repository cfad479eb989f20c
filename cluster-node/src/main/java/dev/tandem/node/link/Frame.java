package dev.tandem.node.link;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// What goes over a link, nine bytes each.
record Frame(byte kind, long value) {
  /// `value`: when it was sent, in nanoseconds of the sender's clock.
  static final byte BEAT = 1;

  /// The value of a [#BEAT], sent back.
  static final byte ECHO = 2;

  /// `value`: uid of the node whose death the sender has seen.
  static final byte VOTE = 3;

  static Frame read(DataInputStream in) throws IOException {
    return new Frame(in.readByte(), in.readLong());
  }

  void write(DataOutputStream out) throws IOException {
    synchronized (out) {
      out.writeByte(kind);
      out.writeLong(value);
      out.flush();
    }
  }
}
