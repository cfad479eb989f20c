package dev.tandem.media.loop;

import dev.tandem.media.rtcp.NtpClock;
import dev.tandem.media.rtcp.RtcpReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A leg's RTCP: reports every five seconds or so, round trips, goodbye. The socket stays
/// unconnected: a packet in five seconds need not be fast, and it is believed only from the host
/// the RTP comes from.
final class LegRtcp implements SocketReader {
  private static final int UNKNOWN = -1;

  final MediaSocket socket;
  private final Leg leg;
  private @Nullable InetSocketAddress signalled;
  private @Nullable InetSocketAddress heardFrom;
  private int peerReport;
  private long peerReportNanos;
  private int roundTrip = UNKNOWN;
  private long dueNanos;

  LegRtcp(MediaSocket socket, Leg leg) {
    this.socket = socket;
    this.leg = leg;
  }

  void remote(@Nullable InetSocketAddress address) {
    if (address == null || !address.equals(signalled)) {
      heardFrom = null;
    }
    signalled = address;
  }

  @Override
  public void readable() {
    MediaLoop loop = leg.loop();
    int length = socket.receive(loop.incoming);
    if (length <= 0) {
      return;
    }
    loop.counters.packetsIn++;
    loop.counters.rtcpIn++;
    loop.counters.bytesIn += length;
    InetSocketAddress source = loop.incoming.source;
    if (source == null || !expected(source) || !understood(loop, length)) {
      loop.counters.notRtcp++;
      return;
    }
    heardFrom = source;
  }

  private boolean expected(InetSocketAddress source) {
    InetSocketAddress rtp = leg.rtp.destination();
    InetAddress host = source.getAddress();
    return (rtp != null && host.equals(rtp.getAddress()))
        || (signalled != null && host.equals(signalled.getAddress()));
  }

  private boolean understood(MediaLoop loop, int length) {
    RtcpReader reader = loop.rtcpReader;
    if (!reader.parse(loop.incoming.bytes, length, leg.out.ssrc())) {
      return false;
    }
    long now = loop.now();
    int trip = reader.roundTrip(NtpClock.middle(loop.ntp.at(now)));
    if (trip >= 0) {
      roundTrip = trip;
    }
    if (reader.senderReport()) {
      peerReport = reader.senderReportMiddle();
      peerReportNanos = now;
    }
    return true;
  }

  /// Called by the loop's sweep.
  void tick(MediaLoop loop, long now) {
    if (dueNanos == 0) {
      dueNanos = now + interval(loop) / 2;
    } else if (now - dueNanos >= 0) {
      dueNanos = now + interval(loop);
      report(loop, now, false);
    }
  }

  /// Half to one and a half of the mean, so that reports do not fall into step (RFC 3550 §6.3.1).
  private long interval(MediaLoop loop) {
    long mean = loop.watch.rtcpInterval().toNanos();
    return mean / 2 + loop.random.nextLong(Math.max(1, mean));
  }

  void report(MediaLoop loop, long now, boolean bye) {
    InetSocketAddress to = destination();
    if (to == null || (leg.out.packets() == 0 && !leg.in.started())) {
      return;
    }
    var writer = loop.rtcpWriter;
    var into = loop.outgoing.bytes;
    int since = peerReport == 0 ? 0 : (int) ((now - peerReportNanos) * 65536.0 / 1e9);
    writer.report(into, leg.out, leg.in, loop.ntp.at(now), now, peerReport, since);
    writer.describe(into, leg.out.ssrc(), leg.cname);
    if (bye) {
      writer.bye(into, leg.out.ssrc());
    }
    if (socket.sendTo(loop.outgoing, writer.length(), to) > 0) {
      loop.counters.packetsOut++;
      loop.counters.bytesOut += writer.length();
    } else {
      loop.counters.refusedByNetwork++;
    }
  }

  /// Where RTCP came from; else as signalled, unless the RTP comes from another host: then beside
  /// it.
  private @Nullable InetSocketAddress destination() {
    InetSocketAddress rtp = leg.rtp.active();
    if (heardFrom != null) {
      return heardFrom;
    }
    if (rtp == null || signalled == null || rtp.getAddress().equals(signalled.getAddress())) {
      return signalled;
    }
    return new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1);
  }

  /// Milliseconds, null while no report block told.
  @Nullable Double roundTripMs() {
    return roundTrip == UNKNOWN ? null : roundTrip * 1000.0 / 65536;
  }
}
