package dev.tandem.media.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.RtpPeer;
import dev.tandem.media.codec.G711;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Treatment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What peers hear, over real sockets, with both ways of waiting for them.
@ParameterizedClass
@ValueSource(strings = {"auto", "nio"})
class MediaPathTest {
  private static final Treatment BRIDGE = Treatment.bridge(new BridgeId("3-room"));

  private final PoolBed bed;
  private final List<RtpPeer> peers = new ArrayList<>();

  MediaPathTest(String io) {
    bed = new PoolBed("io = " + io + ", loops = [{}, {}]");
  }

  private RtpPeer peer(G711 law, int hz) {
    var peer = new RtpPeer(law, hz);
    peers.add(peer);
    return peer;
  }

  @AfterEach
  void noFailureAndNothingLeft() {
    var failures =
        bed.node.metrics().loops().stream().mapToLong(l -> l.counters().failures()).sum();
    peers.forEach(RtpPeer::close);
    bed.close();
    assertThat(failures).isZero();
  }

  @Test
  void echoGivesThePeerItsOwnTone() {
    var peer = peer(G711.PCMU, 600);
    bed.open(peer, Treatment.ECHO);

    RtpPeer.converse(25, peer);

    assertThat(peer.heard).hasSizeGreaterThanOrEqualTo(15);
    assertThat(peer.shareOf(600, 20)).isGreaterThan(0.95);
    assertThat(peer.continuity(0)).isEmpty();
    assertThat(peer.heard.getFirst().marker()).isTrue();
    assertThat(peer.heard.getFirst().ssrc()).isNotEqualTo(peer.ssrc);
  }

  @Test
  void aToneIsOfTheFrequencyAskedAndGoesOnWhenItChanges() {
    var peer = peer(G711.PCMA, 0);
    LegId leg = bed.open(peer, Treatment.tone(440));

    RtpPeer.converse(20, peer);
    assertThat(peer.shareOf(440, 10)).isGreaterThan(0.95);

    bed.change(leg, null, Treatment.tone(1000));
    RtpPeer.converse(20, peer);
    assertThat(peer.shareOf(1000, 10)).isGreaterThan(0.95);
    assertThat(peer.continuity(0)).isEmpty();
  }

  @ParameterizedTest(name = "{0} ms")
  @ValueSource(ints = {10, 30, 60})
  void packetsAreAsLongAsThePeerAsked(int packetMs) {
    var peer = peer(G711.PCMU, 0);
    var r = peer.remote();
    var remote =
        new LegRemote(
            r.host(), r.rtpPort(), r.rtcpPort(), 0, "PCMU", 8000, -1, packetMs, true, true);
    bed.open(bed.newLeg(), peer, remote, Treatment.tone(440));

    RtpPeer.converse(25, peer);

    assertThat(peer.heard).allSatisfy(h -> assertThat(h.payload()).hasSize(packetMs * 8));
    assertThat(peer.shareOf(440, 4)).isGreaterThan(0.95);
    assertThat(peer.continuity(0)).isEmpty();
  }

  @Test
  void silenceIsSentFiftyTimesASecond() {
    var peer = peer(G711.PCMU, 700);
    bed.open(peer, Treatment.SILENCE);

    RtpPeer.converse(25, peer);

    assertThat(peer.heard).hasSizeBetween(10, 40);
    assertThat(peer.power(20)).isZero();
  }

  @Test
  void twoOnABridgeHearEachOther() {
    var alice = peer(G711.PCMU, 500);
    var bob = peer(G711.PCMU, 900);
    bed.open(alice, BRIDGE);
    bed.open(bob, BRIDGE);

    RtpPeer.converse(25, alice, bob);

    assertThat(alice.shareOf(900, 15)).isGreaterThan(0.95);
    assertThat(bob.shareOf(500, 15)).isGreaterThan(0.95);
    assertThat(alice.continuity(0)).isEmpty();
    assertThat(bob.continuity(0)).isEmpty();
  }

  @Test
  void aPcmuPeerAndAPcmaPeerUnderstandEachOther() {
    var alice = peer(G711.PCMU, 500);
    var bob = peer(G711.PCMA, 900);
    bed.open(alice, BRIDGE);
    bed.open(bob, BRIDGE);

    RtpPeer.converse(25, alice, bob);

    assertThat(alice.heard.getLast().payloadType()).isZero();
    assertThat(bob.heard.getLast().payloadType()).isEqualTo(8);
    assertThat(alice.shareOf(900, 15)).isGreaterThan(0.95);
    assertThat(bob.shareOf(500, 15)).isGreaterThan(0.95);
  }

  /// While a session moves within a media node, both of its legs are there for a moment.
  @Test
  void legsOfOneSessionDoNotHearEachOther() {
    var old = peer(G711.PCMU, 500);
    var next = peer(G711.PCMA, 900);
    var other = peer(G711.PCMU, 1400);
    LegId first = bed.newLeg();
    bed.open(first, old, old.remote(), BRIDGE);
    var second = LegId.of(first.session(), 2);
    bed.open(second, next, next.remote(), BRIDGE);
    RtpPeer.converse(25, old, next);
    assertThat(old.power(15)).isZero();
    assertThat(next.power(15)).isZero();

    bed.open(other, BRIDGE);
    RtpPeer.converse(60, old, next, other);

    assertThat(old.shareOf(1400, 15)).isGreaterThan(0.95);
    assertThat(next.shareOf(1400, 15)).isGreaterThan(0.95);
    assertThat(other.shareOf(500, 15) + other.shareOf(900, 15)).isGreaterThan(0.95);

    bed.close(first);
    next.heard.clear();
    RtpPeer.converse(25, next, other);
    assertThat(next.shareOf(1400, 15)).isGreaterThan(0.95);
    assertThat(other.shareOf(900, 15)).isGreaterThan(0.95);
  }

  /// It moves again before it has moved.
  @Test
  void norDoTheTwoThatAreLeftOfThreeLegsOfOneSession() {
    var oldest = peer(G711.PCMU, 500);
    var middle = peer(G711.PCMU, 900);
    var newest = peer(G711.PCMU, 1400);
    LegId first = bed.newLeg();
    var second = LegId.of(first.session(), 2);
    bed.open(first, oldest, oldest.remote(), BRIDGE);
    bed.open(second, middle, middle.remote(), BRIDGE);
    bed.open(LegId.of(first.session(), 3), newest, newest.remote(), BRIDGE);
    RtpPeer.converse(40, oldest, middle, newest);
    assertThat(oldest.power(15)).as("of three").isZero();
    assertThat(newest.power(15)).as("of three").isZero();

    bed.close(second);
    oldest.heard.clear();
    newest.heard.clear();
    RtpPeer.converse(25, oldest, newest);

    assertThat(oldest.power(15)).isZero();
    assertThat(newest.power(15)).isZero();
  }

  @Test
  void threeInARoomHearExactlyTheOtherTwo() {
    var three = List.of(peer(G711.PCMU, 500), peer(G711.PCMA, 900), peer(G711.PCMU, 1400));
    three.forEach(peer -> bed.open(peer, BRIDGE));

    RtpPeer.converse(60, three.toArray(RtpPeer[]::new));

    for (RtpPeer listener : three) {
      for (RtpPeer speaker : three) {
        double share = listener.shareOf(speaker.toneHz, 15);
        if (speaker == listener) {
          assertThat(share).isLessThan(0.001);
        } else {
          assertThat(share).isBetween(0.4, 0.6);
        }
      }
    }
  }

  @Test
  void aThirdComingAndGoingLeavesNoGapInNumbers() {
    var alice = peer(G711.PCMU, 500);
    var bob = peer(G711.PCMU, 900);
    var carol = peer(G711.PCMU, 1400);
    bed.open(alice, BRIDGE);
    bed.open(bob, BRIDGE);
    RtpPeer.converse(20, alice, bob);
    LegId third = bed.open(carol, BRIDGE);
    RtpPeer.converse(40, alice, bob, carol);
    assertThat(alice.shareOf(1400, 10)).isGreaterThan(0.3);
    bed.close(third);
    RtpPeer.converse(20, alice, bob);

    assertThat(alice.continuity(0)).isEmpty();
    assertThat(bob.continuity(0)).isEmpty();
    assertThat(alice.shareOf(900, 10)).isGreaterThan(0.95);
    int first = alice.heard.getFirst().timestamp();
    int span = alice.heard.getLast().timestamp() - first;
    assertThat(span / 160).isBetween(alice.heard.size() - 4, 84); // a stall costs packets, not time
    for (int i = 1; i < alice.heard.size(); i++) {
      assertThat(alice.heard.get(i).timestamp() - alice.heard.get(i - 1).timestamp())
          .isBetween(1, 800);
    }
  }

  @Test
  void aLegMayNotSendOrReceiveAgainstItsDirection() {
    var deaf = peer(G711.PCMU, 500);
    var mute = peer(G711.PCMU, 900);
    bed.open(bed.newLeg(), deaf, deaf.remote(false, true), BRIDGE);
    bed.open(bed.newLeg(), mute, mute.remote(true, false), BRIDGE);

    RtpPeer.converse(15, deaf, mute);

    assertThat(deaf.heard).isEmpty();
    assertThat(mute.shareOf(500, 5)).isGreaterThan(0.95);
    assertThat(
            bed.node.metrics().loops().stream()
                .mapToLong(l -> l.counters().drops().wrongDirection())
                .sum())
        .isGreaterThan(10);
  }

  @Test
  void telephoneEventsKeepTheirPayloadAndGetTheOtherSidesType() {
    var alice = peer(G711.PCMU, 500);
    var bob = peer(G711.PCMA, 900);
    bed.open(alice, BRIDGE);
    var r = bob.remote();
    var other =
        new LegRemote(r.host(), r.rtpPort(), r.rtcpPort(), 8, "PCMA", 8000, 96, 20, true, true);
    bed.open(bed.newLeg(), bob, other, BRIDGE);
    RtpPeer.converse(10, alice, bob);

    alice.send(101, true, new byte[] {5, 10, 0, (byte) 160});

    assertThat(
            PoolBed.await(() -> {
              bob.listen();
              return bob.heard.getLast().payloadType() == 96;
            }))
        .isTrue();
    assertThat(bob.heard.getLast().payload()).containsExactly(5, 10, 0, (byte) 160);
    assertThat(bob.heard.getLast().marker()).isTrue();
  }
}
