package dev.tandem.sip.transport;

import java.net.InetAddress;

/// Who to count against: an IPv4 address, or an IPv6 /64, since one host owns all of that.
public final class Source {
  private static final long IPV4 = 0xFFFF_FFFF_0000_0000L; // multicast space: no IPv6 peer has it

  private Source() {}

  public static long of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? IPV4 | (prefix(bytes, 4) & 0xFFFF_FFFFL) : prefix(bytes, 8);
  }

  private static long prefix(byte[] bytes, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << 8) | (bytes[i] & 0xFF);
    }
    return value;
  }
}
