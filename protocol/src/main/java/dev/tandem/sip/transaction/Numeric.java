package dev.tandem.sip.transaction;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Numeric addresses; never asks a resolver.
public final class Numeric {
  private Numeric() {}

  /// Null when `host` is a name.
  ///
  /// @param host IPv6 with or without brackets
  public static @Nullable InetSocketAddress address(String host, int port) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) {
      return null;
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a numeric address has 4 or 16 bytes", e);
    }
  }
}
