package dev.tandem.node.e2e;

import java.net.InetSocketAddress;

/// Session descriptions of peers, and what ours say.
record Sdp(String text) {
  static String audio(int port) {
    return audio(port, "sendrecv");
  }

  static String audio(int port, String direction) {
    return audio("127.0.0.1", port, direction);
  }

  static String audio(String host, int port, String direction) {
    return description(host, "audio " + port + " RTP/AVP 0 8 101", direction);
  }

  /// @param media what stands behind `m=`
  static String description(String address, String media, String direction) {
    return String.join(
        "\r\n",
        "v=0",
        "o=peer " + System.nanoTime() + " 1 IN IP4 127.0.0.1",
        "s=-",
        "c=IN IP4 " + address,
        "t=0 0",
        "m=" + media,
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:101 telephone-event/8000",
        "a=fmtp:101 0-16",
        "a=" + direction,
        "");
  }

  InetSocketAddress audioAddress() {
    String host = line("c=").split(" ")[2];
    return new InetSocketAddress(host, Integer.parseInt(line("m=audio ").split(" ")[1]));
  }

  /// `sendrecv` when none is written.
  String direction() {
    return text.lines()
        .filter(line -> line.matches("a=(sendrecv|sendonly|recvonly|inactive)"))
        .findFirst()
        .map(line -> line.substring(2))
        .orElse("sendrecv");
  }

  private String line(String begin) {
    return text.lines()
        .filter(line -> line.startsWith(begin))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + begin + " in:\n" + text));
  }
}
