package dev.tandem.sdp;

/// Descriptions as real agents send them.
final class Offers {
  private Offers() {}

  static final String SIPP =
      lines(
          "v=0",
          "o=user1 53655765 2353687637 IN IP4 127.0.0.1",
          "s=-",
          "c=IN IP4 127.0.0.1",
          "t=0 0",
          "m=audio 6000 RTP/AVP 0",
          "a=rtpmap:0 PCMU/8000");

  static final String BARESIP =
      lines(
          "v=0",
          "o=- 3264712411 1217347822 IN IP4 192.0.2.10",
          "s=-",
          "c=IN IP4 192.0.2.10",
          "t=0 0",
          "a=tool:baresip 3.5.0",
          "m=audio 21344 RTP/AVP 96 9 8 0 101",
          "a=rtpmap:96 opus/48000/2",
          "a=fmtp:96 stereo=1;sprop-stereo=1",
          "a=rtpmap:9 G722/8000",
          "a=rtpmap:8 PCMA/8000",
          "a=rtpmap:0 PCMU/8000",
          "a=rtpmap:101 telephone-event/8000",
          "a=fmtp:101 0-15",
          "a=rtcp:21345",
          "a=sendrecv",
          "a=label:1",
          "a=rtcp-rsize",
          "a=ssrc:1186467513 cname:sip:bob@example.com",
          "a=ptime:20");

  static final String LINPHONE =
      lines(
          "v=0",
          "o=alice 1540 3043 IN IP4 198.51.100.7",
          "s=Talk",
          "c=IN IP4 198.51.100.7",
          "t=0 0",
          "a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics",
          "m=audio 7078 RTP/AVP 96 97 98 0 8 18 101 99",
          "a=rtpmap:96 opus/48000/2",
          "a=fmtp:96 useinbandfec=1",
          "a=rtpmap:97 speex/16000",
          "a=rtpmap:98 speex/8000",
          "a=rtpmap:101 telephone-event/48000",
          "a=rtpmap:99 telephone-event/8000",
          "a=rtcp:7999 IN IP4 198.51.100.7",
          "m=video 9078 RTP/AVP 96",
          "a=rtpmap:96 VP8/90000");

  static final String CHROMIUM =
      lines(
          "v=0",
          "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
          "s=-",
          "t=0 0",
          "a=group:BUNDLE 0",
          "a=msid-semantic: WMS",
          "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126",
          "c=IN IP4 0.0.0.0",
          "a=rtcp:9 IN IP4 0.0.0.0",
          "a=ice-ufrag:8hhY",
          "a=ice-pwd:asd88fgpdd777uzjYhagZg",
          "a=mid:0",
          "a=sendrecv",
          "a=rtcp-mux",
          "a=rtpmap:111 opus/48000/2",
          "a=rtpmap:0 PCMU/8000");

  /// Slides, a secured audio stream, then the one we can take, with its own address.
  static final String MANY_STREAMS =
      lines(
          "v=0",
          "o=room 1 1 IN IP4 203.0.113.5",
          "s=-",
          "c=IN IP4 203.0.113.5",
          "b=AS:2000",
          "t=3034423619 3042462419",
          "m=application 40000 TCP/BFCP *",
          "m=audio 40002 RTP/SAVP 0 8",
          "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj",
          "m=audio 40004 RTP/AVP 8 0",
          "c=IN IP4 203.0.113.6",
          "m=video 40006 RTP/AVP 31 32",
          "m=image 40008 udptl t38");

  static final String HELD_OLD_WAY = SIPP.replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0");

  static final String HELD = SIPP + "a=sendonly\r\n";

  static final String IPV6 =
      lines(
          "v=0",
          "o=- 1 1 IN IP6 2001:db8::5",
          "s=-",
          "c=IN IP6 2001:db8::5",
          "t=0 0",
          "m=audio 30000 RTP/AVP 8 120",
          "a=rtpmap:120 telephone-event/8000");

  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  static SessionDescription read(String text) {
    return switch (SessionDescription.parse(text)) {
      case Parsed.Ok<SessionDescription>(var description) -> description;
      case Parsed.Malformed<SessionDescription>(int line, String expected) ->
          throw new AssertionError("line " + line + ": expected " + expected + " in\n" + text);
    };
  }
}
