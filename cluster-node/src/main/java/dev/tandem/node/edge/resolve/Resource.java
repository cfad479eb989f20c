package dev.tandem.node.edge.resolve;

import java.net.InetAddress;

/// One record of an answer.
public sealed interface Resource {
  /// A or AAAA.
  record Address(InetAddress address) implements Resource {}

  /// SRV (RFC 2782): a host that offers the service.
  ///
  /// @param priority the lowest is tried first
  /// @param weight share among those of the same priority
  /// @param target host name, without the last dot; empty when the service is decidedly not offered
  record Server(int priority, int weight, int port, String target) implements Resource {}

  /// NAPTR (RFC 3403 §4): where the SRV records of a service are.
  ///
  /// @param order the lowest is tried first
  /// @param preference among those of the same order
  /// @param flags `s` when SRV comes next
  /// @param service such as `SIP+D2U`
  /// @param replacement name to go on with, without the last dot
  record Pointer(int order, int preference, String flags, String service, String replacement)
      implements Resource {}
}
