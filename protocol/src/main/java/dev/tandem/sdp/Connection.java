package dev.tandem.sdp;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A `c=` line (RFC 8866 §5.7). The address is kept as it came, without TTL or count.
///
/// @param addressType `IP4` or `IP6`
/// @param address a literal or, rarely, a name; see [#problem]
public record Connection(String addressType, String address) {

  /// Null when nothing is wrong with sending to the address; else what is.
  @Nullable String problem() {
    InetAddress literal = literal();
    if (literal == null) {
      return "its address is no numeric " + addressType + " address";
    }
    // A stream to a group or to everybody would let one caller flood others.
    boolean everybody = address.equals("255.255.255.255");
    return literal.isMulticastAddress() || everybody ? "its address is not unicast" : null;
  }

  /// True for `0.0.0.0` and `::`, the way RFC 2543 put a call on hold (RFC 3264 §8.4).
  boolean isUnspecified() {
    InetAddress literal = literal();
    return literal != null && literal.isAnyLocalAddress();
  }

  private @Nullable InetAddress literal() {
    boolean shape =
        addressType.equals("IP4")
            ? address.matches("\\d{1,3}(\\.\\d{1,3}){3}")
            : address.indexOf(':') >= 0 && address.indexOf('%') < 0 && address.indexOf('[') < 0;
    if (!shape) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(address); // never asks DNS
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
