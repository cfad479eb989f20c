package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.protocol.NegotiatedMedia;
import org.jspecify.annotations.Nullable;

/// What offer and answer of a session have come to, as the API shows it.
///
/// @param payloadType number of the codec
/// @param packetMs length of the packets we send
/// @param direction as seen from us: `sendrecv`, `sendonly`, `recvonly` or `inactive`
/// @param telephoneEvent payload type of keys pressed (RFC 4733), absent when not agreed
/// @param local our RTP address, `HOST:PORT`
/// @param remote the peer's, as it said
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediaView(
    String codec,
    int clockRate,
    int payloadType,
    int packetMs,
    String direction,
    @Nullable Integer telephoneEvent,
    String local,
    String remote) {

  public static @Nullable MediaView of(@Nullable NegotiatedMedia media) {
    return media == null
        ? null
        : new MediaView(
            media.codec(),
            media.clockRate(),
            media.payloadType(),
            media.packetMs(),
            media.direction(),
            media.telephoneEventType(),
            address(media.localHost(), media.localPort()),
            address(media.remoteHost(), media.remotePort()));
  }

  private static String address(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
