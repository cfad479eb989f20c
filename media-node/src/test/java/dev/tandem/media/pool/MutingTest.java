package dev.tandem.media.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.RtpPeer;
import dev.tandem.media.codec.G711;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A muted leg goes on sending, and what it sends is silence.
class MutingTest {
  private static final Treatment BRIDGE = Treatment.bridge(new BridgeId("3-room"));

  private final PoolBed bed = new PoolBed("loops = [{}]");
  private final List<RtpPeer> peers = new ArrayList<>();

  private RtpPeer peer(int hz) {
    var peer = new RtpPeer(hz == 900 ? G711.PCMA : G711.PCMU, hz);
    peers.add(peer);
    return peer;
  }

  private void talk() {
    RtpPeer.converse(30, peers.toArray(RtpPeer[]::new));
  }

  private void mute(LegId leg, Muting muting) {
    bed.mute(leg, muting);
    RtpPeer.converse(10, peers.toArray(RtpPeer[]::new)); // what was on its way
  }

  @AfterEach
  void everyPacketIsInSequence() {
    for (RtpPeer peer : peers) {
      assertThat(peer.continuity(0)).as("%s Hz", peer.toneHz).isEmpty();
      for (int i = 1; i < peer.heard.size(); i++) {
        int step = peer.heard.get(i).timestamp() - peer.heard.get(i - 1).timestamp();
        assertThat(step).as("timestamps at %s", i).isBetween(160, 800).matches(it -> it % 160 == 0);
      }
    }
    peers.forEach(RtpPeer::close);
    bed.close();
  }

  /// 30 frames are talked about.
  private static void hearsOnlySilence(RtpPeer peer) {
    assertThat(peer.power(15)).as("power at %s Hz", peer.toneHz).isZero();
    assertThat(peer.heard.size()).isBetween(15, 45);
  }

  private void forget() {
    peers.forEach(it -> it.heard.clear());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tone", "echo"})
  void thePeerHearsSilenceInsteadOfAToneOrItself(String what) {
    var peer = peer(500);
    Treatment treatment = what.equals("tone") ? Treatment.tone(500) : Treatment.ECHO;
    LegId leg = bed.open(peer, treatment);
    talk();
    assertThat(peer.shareOf(500, 15)).isGreaterThan(0.95);

    mute(leg, Muting.OUT);
    int before = peer.heard.size();
    talk();
    assertThat(peer.power(15)).isZero();
    assertThat(peer.heard.size() - before).isBetween(20, 40);

    mute(leg, Muting.NONE);
    talk();
    assertThat(peer.shareOf(500, 15)).isGreaterThan(0.95);
  }

  @Test
  void aPeerWhoseVoiceIsMutedHearsNothingOfIt() {
    var peer = peer(500);
    LegId leg = bed.open(peer, Treatment.ECHO);
    mute(leg, Muting.IN);
    talk();
    assertThat(peer.power(15)).isZero();
    assertThat(peer.heard.size()).isGreaterThan(30);
  }

  @Test
  void ofTwoOneHearsSilenceAndIsHeardNevertheless() {
    var alice = peer(500);
    var bob = peer(900);
    LegId leg = bed.open(alice, BRIDGE);
    bed.open(bob, BRIDGE);
    talk();
    mute(leg, Muting.OUT);
    int before = alice.heard.size();
    talk();
    assertThat(alice.power(15)).isZero();
    assertThat(alice.heard.size() - before).isBetween(20, 40);
    assertThat(bob.shareOf(500, 15)).isGreaterThan(0.95);

    mute(leg, Muting.NONE);
    talk();
    assertThat(alice.shareOf(900, 15)).isGreaterThan(0.95);
  }

  @Test
  void ofTwoOneIsNotHeardAndHearsNevertheless() {
    var alice = peer(500);
    var bob = peer(900);
    LegId leg = bed.open(alice, BRIDGE);
    bed.open(bob, BRIDGE);
    talk();
    mute(leg, Muting.IN);
    talk();
    assertThat(bob.power(15)).isLessThan(100); // PCMA has no code for zero
    assertThat(alice.shareOf(900, 15)).isGreaterThan(0.95);

    mute(leg, Muting.BOTH);
    talk();
    assertThat(alice.power(15)).isZero();
    assertThat(bob.power(15)).isLessThan(100);
  }

  @Test
  void aMutedPeerOfTwoHearsSilenceThoughNobodySpeaks() {
    var alice = peer(500);
    LegId leg = bed.open(alice, BRIDGE);
    var quiet = new RtpPeer(G711.PCMU, 0);
    bed.open(quiet, BRIDGE);
    mute(leg, Muting.OUT);
    forget();
    talk();
    hearsOnlySilence(alice);
    quiet.close();
  }

  @Test
  void ofThreeOneIsMutedEitherWay() {
    var alice = peer(500);
    var bob = peer(900);
    var carol = peer(1400);
    LegId leg = bed.open(alice, BRIDGE);
    bed.open(bob, BRIDGE);
    bed.open(carol, BRIDGE);
    talk();
    mute(leg, Muting.IN);
    talk();
    assertThat(bob.shareOf(1400, 15)).isGreaterThan(0.95);
    assertThat(carol.shareOf(900, 15)).isGreaterThan(0.95);
    assertThat(alice.shareOf(900, 15)).isBetween(0.4, 0.6);

    mute(leg, Muting.OUT);
    talk();
    assertThat(alice.power(15)).isZero();
    assertThat(bob.shareOf(500, 15)).isBetween(0.4, 0.6);

    mute(leg, Muting.NONE);
    talk();
    assertThat(alice.shareOf(900, 15)).isBetween(0.4, 0.6);
  }

  /// What the leg does changes while it is muted: it stays so.
  @Test
  void anotherTreatmentIsMutedToo() {
    var alice = peer(500);
    LegId leg = bed.open(alice, Treatment.tone(500));
    mute(leg, Muting.OUT);
    bed.change(leg, null, Treatment.ECHO);
    bed.change(leg, null, BRIDGE);
    bed.change(leg, null, Treatment.tone(700));
    forget();
    talk();
    hearsOnlySilence(alice);
  }

  /// As a phone does whose microphone is off.
  @Test
  void keysOfAMutedPeerPass() {
    var alice = peer(500);
    var bob = peer(900);
    LegId leg = bed.open(alice, BRIDGE);
    bed.open(bob, BRIDGE);
    mute(leg, Muting.IN);

    alice.send(101, true, new byte[] {5, 10, 0, (byte) 160});

    assertThat(
            PoolBed.await(() -> {
              bob.listen();
              return bob.heard.stream().anyMatch(it -> it.payloadType() == 101);
            }))
        .isTrue();
  }
}
