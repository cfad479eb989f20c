package dev.tandem.node.edge.resolve;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Records of an answer as bytes to [Resource]s (RFC 1035 §3.4.1, RFC 3596, RFC 2782, RFC 3403).
final class Records {
  private Records() {}

  /// Empty when the record is of another kind or broken. Does not release it.
  static Optional<Resource> read(DnsRawRecord record) {
    ByteBuf in = record.content().duplicate();
    DnsRecordType type = record.type();
    try {
      if (type.equals(DnsRecordType.A) || type.equals(DnsRecordType.AAAA)) {
        return Optional.of(address(in));
      } else if (type.equals(DnsRecordType.SRV)) {
        return Optional.of(server(in));
      } else if (type.equals(DnsRecordType.NAPTR)) {
        return Optional.of(pointer(in));
      }
      return Optional.empty();
    } catch (UnknownHostException | RuntimeException _) { // whatever bytes somebody sent us
      return Optional.empty();
    }
  }

  private static Resource address(ByteBuf in) throws UnknownHostException {
    var bytes = new byte[in.readableBytes()];
    in.readBytes(bytes);
    return new Resource.Address(InetAddress.getByAddress(bytes));
  }

  private static Resource server(ByteBuf in) {
    return new Resource.Server(
        in.readUnsignedShort(), in.readUnsignedShort(), in.readUnsignedShort(), name(in));
  }

  private static Resource pointer(ByteBuf in) {
    int order = in.readUnsignedShort();
    int preference = in.readUnsignedShort();
    String flags = text(in);
    String service = text(in);
    text(in); // the regular expression: RFC 3263 has none
    return new Resource.Pointer(order, preference, flags, service, name(in));
  }

  private static String text(ByteBuf in) {
    return in.readString(in.readUnsignedByte(), StandardCharsets.US_ASCII);
  }

  /// Compressed or not: the content is a window onto the whole message.
  private static String name(ByteBuf in) {
    String name = DefaultDnsRecordDecoder.decodeName(in);
    return name.substring(0, name.length() - 1);
  }
}
