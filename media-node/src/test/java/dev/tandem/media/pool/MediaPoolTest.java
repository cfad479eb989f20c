package dev.tandem.media.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.RtpPeer;
import dev.tandem.media.codec.G711;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.LegStatistics;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.MediaLoad;
import dev.tandem.protocol.MediaReply;
import dev.tandem.protocol.MediaReply.Cause;
import dev.tandem.protocol.Treatment;
import java.io.File;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MediaPoolTest {
  private PoolBed bed = new PoolBed("");
  private final List<RtpPeer> peers = new ArrayList<>();

  private void start(String settings) {
    bed.close();
    bed = new PoolBed(settings);
  }

  private RtpPeer peer(int hz) {
    var peer = new RtpPeer(G711.PCMU, hz);
    peers.add(peer);
    return peer;
  }

  @AfterEach
  void stop() {
    var failures =
        bed.node.metrics().loops().stream().mapToLong(l -> l.counters().failures()).sum();
    peers.forEach(RtpPeer::close);
    bed.close();
    assertThat(failures).isZero();
  }

  @Test
  void openingAgainGivesTheSamePortsAndOneLeg() {
    var peer = peer(500);
    LegId leg = bed.newLeg();
    var first = bed.ask(leg, peer.remote(), Treatment.ECHO);
    var again = bed.ask(leg, peer.remote(), Treatment.ECHO);

    assertThat(again).isEqualTo(first);
    assertThat(bed.node.metrics().legs()).isEqualTo(1);
    assertThat(((MediaReply.Opened) first).rtpPort() % 2).isZero();
    assertThat(((MediaReply.Opened) first).rtcpPort())
        .isEqualTo(((MediaReply.Opened) first).rtpPort() + 1);
    assertThat(((MediaReply.Opened) first).host()).isEqualTo("127.0.0.1");
  }

  @Test
  void closingTellsWhatWasSentAndReceivedAndIsRepeatable() {
    start("drain-idle = 3s");
    var peer = peer(500);
    LegId leg = bed.open(peer, Treatment.ECHO);
    RtpPeer.converse(10, peer);

    LegStatistics figures = bed.close(leg);

    assertThat(figures.packetsReceived()).isEqualTo(10);
    assertThat(figures.bytesReceived()).isEqualTo(1720);
    assertThat(figures.packetsSent()).isEqualTo(peer.heard.size());
    assertThat(figures.packetsLost()).isZero();
    assertThat(figures.encoding()).isEqualTo("PCMU");
    assertThat(figures.remoteHost()).isEqualTo("127.0.0.1");
    assertThat(figures.remotePort()).isEqualTo(peer.port());
    assertThat(bed.close(leg)).isEqualTo(figures);
    assertThat(bed.change(leg, null, Treatment.ECHO)).isEqualTo(new MediaReply.Unknown(leg));
  }

  @Test
  void whatIsNotKnownIsSaidSo() {
    LegId leg = bed.newLeg();
    assertThat(bed.close(leg)).isEqualTo(LegStatistics.EMPTY);
    assertThat(bed.change(leg, null, Treatment.ECHO)).isEqualTo(new MediaReply.Unknown(leg));
    bed.open(peer(0), Treatment.NONE);
  }

  @Test
  void aFullRangeGivesNoPortsAndAClosedLegMakesRoom() {
    start("rtp-port-min = 21100, rtp-port-max = 21107");
    var legs = new ArrayList<LegId>();
    for (int i = 0; i < 4; i++) {
      legs.add(bed.open(peer(500), Treatment.NONE));
    }
    LegId fifth = bed.newLeg();
    assertThat(bed.ask(fifth, null, Treatment.NONE))
        .isInstanceOfSatisfying(
            MediaReply.Refused.class, r -> assertThat(r.cause()).isEqualTo(Cause.NO_PORTS));

    bed.close(legs.getFirst());
    assertThat(PoolBed.await(() -> bed.node.metrics().freePorts() == 1)).isTrue();
    assertThat(bed.ask(fifth, null, Treatment.NONE)).isInstanceOf(MediaReply.Opened.class);
  }

  @Test
  void aClosedLegsPortsWaitUntilNobodySendsToThem() {
    start("rtp-port-min = 21110, rtp-port-max = 21111, drain-idle = 400ms, drain-max = 10s");
    var peer = peer(500);
    bed.close(bed.open(peer, Treatment.ECHO));

    RtpPeer.converse(50, peer); // for a second: longer than drain-idle, but never silent
    assertThat(bed.ask(bed.newLeg(), null, Treatment.NONE)).isInstanceOf(MediaReply.Refused.class);
    assertThat(PoolBed.await(() -> bed.node.metrics().freePorts() == 1)).isTrue();
    assertThat(bed.ask(bed.newLeg(), null, Treatment.NONE)).isInstanceOf(MediaReply.Opened.class);
    assertThat(peer.heard).isEmpty();
  }

  @Test
  void drainingEndsAtItsBoundEvenIfThePeerGoesOn() {
    start("rtp-port-min = 21112, rtp-port-max = 21113, drain-idle = 5s, drain-max = 300ms");
    var peer = peer(500);
    bed.close(bed.open(peer, Treatment.ECHO));
    RtpPeer.converse(60, peer);
    assertThat(bed.node.metrics().freePorts()).isEqualTo(1);
  }

  @Test
  void aDrainingNodeTakesNoNewLegsAndKeepsItsOld() {
    var peer = peer(500);
    LegId old = bed.open(peer, Treatment.ECHO);
    bed.node.drain();

    assertThat(((MediaReply.Refused) bed.ask(bed.newLeg(), null, Treatment.NONE)).cause())
        .isEqualTo(Cause.DRAINING);
    assertThat(bed.ask(old, peer.remote(), Treatment.ECHO)).isInstanceOf(MediaReply.Opened.class);
    RtpPeer.converse(10, peer);
    assertThat(peer.heard).isNotEmpty();
  }

  @Test
  void moreLegsThanAllowedAreRefusedAsOverload() {
    start("max-legs = 2");
    bed.open(peer(0), Treatment.NONE);
    bed.open(peer(0), Treatment.NONE);
    assertThat(((MediaReply.Refused) bed.ask(bed.newLeg(), null, Treatment.NONE)).cause())
        .isEqualTo(Cause.OVERLOADED);
  }

  @Test
  void loadIsReportedUntilTheListenerStops() {
    var listener = PoolBed.kit().<MediaLoad>createTestProbe();
    bed.open(peer(0), Treatment.NONE);
    bed.pool.tell(new MediaCommand.ReportLoad(listener.getRef(), Duration.ofMillis(100)));
    MediaLoad load = listener.receiveMessage();
    assertThat(load.legs()).isEqualTo(1);
    assertThat(load.capacity()).isEqualTo(1000);
    assertThat(load.draining()).isFalse();
    listener.receiveMessage();
  }

  @Test
  void loadListenersHaveABound() {
    var probe = PoolBed.kit().<MediaLoad>createTestProbe();
    for (int i = 0; i < MediaPool.MAX_LOAD_LISTENERS; i++) {
      bed.pool.tell(
          new MediaCommand.ReportLoad(
              PoolBed.kit().<MediaLoad>createTestProbe().getRef(), Duration.ofHours(1)));
    }
    bed.pool.tell(new MediaCommand.ReportLoad(probe.getRef(), Duration.ofHours(1)));
    probe.expectNoMessage(Duration.ofMillis(200));
  }

  @Test
  void manyLegsOpenedAndClosedLeaveNothingBehind() {
    bed.close(bed.open(peer(0), Treatment.NONE));
    assertThat(PoolBed.await(() -> bed.node.metrics().freePorts() == 1000)).isTrue();
    long before = descriptors();
    var legs = new ArrayList<LegId>();
    for (int i = 0; i < 990; i++) { // another program may sit on some of the 1,000 pairs
      LegId leg = bed.newLeg();
      legs.add(leg);
      var treatment =
          i % 3 == 0 ? Treatment.bridge(new BridgeId("1-b" + i / 9)) : Treatment.tone(440);
      var remote = new LegRemote("127.0.0.1", 9, 9, 0, "PCMU", 8000, -1, 20, false, true);
      assertThat(bed.ask(leg, remote, treatment)).isInstanceOf(MediaReply.Opened.class);
    }
    assertThat(bed.node.metrics().freePorts()).isEqualTo(10);
    legs.forEach(bed::close);

    assertThat(PoolBed.await(() -> bed.node.metrics().freePorts() == 1000)).isTrue();
    assertThat(bed.node.metrics().draining()).isZero();
    assertThat(PoolBed.await(() -> descriptors() <= before))
        .as("descriptors %d before, %d after", before, descriptors())
        .isTrue();
    assertThat(bed.node.metrics().loops().getFirst().legs()).isZero();
  }

  private static long descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }

  @Test
  void noiseOnBothPortsIsCountedAndHarmless() {
    var peer = peer(500);
    LegId leg = bed.newLeg();
    var opened = bed.open(leg, peer, peer.remote(), Treatment.bridge(new BridgeId("1-noise")));
    bed.open(peer(600), Treatment.bridge(new BridgeId("1-noise")));
    bed.open(peer(700), Treatment.bridge(new BridgeId("1-noise")));
    var random = new Random(4711);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      if (noise.length > 2 && i % 2 == 0) {
        noise[0] = (byte) (0x80 | random.nextInt(64));
        noise[1] = (byte) (i % 4 == 0 ? random.nextInt(10) : 200 + random.nextInt(5));
      }
      peer.sendRaw(ByteBuffer.wrap(noise));
      peer.sendRtcp(ByteBuffer.wrap(noise), opened.rtcpPort());
      if (i % 50 == 0) {
        java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
      }
    }
    var counters = bed.node.metrics().loops().getFirst().counters();
    assertThat(counters.drops().notRtp()).isPositive();
    assertThat(counters.drops().notRtcp()).isPositive();
    assertThat(bed.describe(leg).packetsReceived()).isPositive();
  }

  @Test
  void anotherAddressThanSignalledIsFoundAndAStrangerIsNot() {
    var signalled = peer(0);
    var real = peer(500);
    LegId leg = bed.newLeg();
    var opened = bed.open(leg, real, signalled.remote(), Treatment.ECHO);
    RtpPeer.converse(10, real);
    assertThat(real.heard).isNotEmpty();

    var stranger = peer(900);
    stranger.talkTo(opened.rtpPort());
    RtpPeer.converse(10, real, stranger);
    assertThat(stranger.heard).isEmpty();
    assertThat(real.shareOf(500, 5)).isGreaterThan(0.95);
    assertThat(bed.node.metrics().loops().getFirst().counters().drops().strangers()).isPositive();
    assertThat(bed.describe(leg).remotePort()).isEqualTo(real.port());
  }

  @Test
  void aNewRemoteMovesTheLeg() {
    var before = peer(500);
    LegId leg = bed.newLeg();
    var opened = bed.open(leg, before, before.remote(), Treatment.ECHO);
    RtpPeer.converse(10, before);
    var after = peer(700);
    after.talkTo(opened.rtpPort());
    bed.change(leg, after.remote(), null);
    RtpPeer.converse(10, after);

    assertThat(after.shareOf(700, 5)).isGreaterThan(0.95);
    assertThat(after.heard.getFirst().ssrc()).isEqualTo(before.heard.getLast().ssrc());
    assertThat(after.heard.getFirst().sequence())
        .isEqualTo((before.heard.getLast().sequence() + 1) & 0xffff);
  }

  @Test
  void reportsAreSentWithGoodbyeAtTheEnd() {
    start("rtcp-interval = 500ms");
    var peer = peer(500);
    LegId leg = bed.open(peer, Treatment.ECHO);
    RtpPeer.converse(75, peer);
    int sofar = peer.reports.size();
    bed.close(leg);

    assertThat(sofar).isPositive();
    assertThat(peer.reports.getFirst()[1] & 0xff).isEqualTo(200);
    assertThat(
            PoolBed.await(() -> {
              peer.listen();
              return peer.reports.size() > sofar;
            }))
        .isTrue();
    byte[] last = peer.reports.getLast();
    assertThat(last[last.length - 7] & 0xff).isEqualTo(203);
  }

  @Test
  void aForgottenLegIsReportedAndAsSilentBefore() {
    start("silent-after = 200ms, orphan-check = 1s");
    LegId leg = bed.open(peer(500), Treatment.ECHO);
    assertThat(PoolBed.await(() -> bed.silent.contains(leg))).isTrue();
    assertThat(PoolBed.await(() -> bed.audited.contains(leg))).isTrue();
    assertThat(bed.silent).hasSize(1);
  }

  @Test
  void aLegMovesBetweenLoopsWithItsSockets() {
    start("loops = [{}, {}, {}]");
    var alice = peer(500);
    var bob = peer(900);
    LegId a = bed.open(alice, Treatment.ECHO);
    LegId b = bed.open(bob, Treatment.ECHO);
    for (int i = 0; i < 6; i++) {
      var bridge = Treatment.bridge(new BridgeId("1-move" + i));
      bed.change(a, null, bridge);
      bed.change(b, null, bridge);
      RtpPeer.converse(12, alice, bob);
      assertThat(alice.shareOf(900, 5)).as("bridge %d", i).isGreaterThan(0.95);
      assertThat(bob.shareOf(500, 5)).as("bridge %d", i).isGreaterThan(0.95);
    }
    assertThat(alice.continuity(0)).isEmpty();
  }
}
