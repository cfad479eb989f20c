package dev.tandem.media.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.RtpPeer;
import dev.tandem.media.codec.G711;
import dev.tandem.media.sound.Wav;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a leg plays from a file.
class SoundPathTest {
  @TempDir Path dir;

  private PoolBed bed() {
    return new PoolBed("loops = [{}], files = \"" + dir + "\"");
  }

  @Test
  void aFileIsHeardOverAndOverInSequence() throws Exception {
    Wav.tone(dir.resolve("hold.wav"), 48_000, 2, 700, 0.2); // whole periods
    try (PoolBed bed = bed();
        var mu = new RtpPeer(G711.PCMU, 0);
        var a = new RtpPeer(G711.PCMA, 0)) {
      LegId leg = bed.open(mu, Treatment.file("hold.wav"));
      bed.open(a, Treatment.file("hold.wav"));
      assertThat(PoolBed.await(() -> !bed.node.sounds().of("hold.wav").isEmpty())).isTrue();

      RtpPeer.converse(50, mu, a);

      assertThat(mu.shareOf(700, 30)).isGreaterThan(0.95);
      assertThat(a.shareOf(700, 30)).isGreaterThan(0.95);
      assertThat(mu.continuity(0)).isEmpty();

      bed.mute(leg, Muting.OUT);
      RtpPeer.converse(30, mu, a);
      assertThat(mu.power(10)).isZero();
      bed.mute(leg, Muting.NONE);
      RtpPeer.converse(30, mu, a);
      assertThat(mu.shareOf(700, 10)).isGreaterThan(0.95);
      assertThat(mu.continuity(0)).isEmpty();
    }
  }

  @Test
  void aFileThatIsNotThereIsSilence() {
    try (PoolBed bed = bed();
        var peer = new RtpPeer(G711.PCMU, 0)) {
      bed.open(peer, Treatment.file("none.wav"));

      RtpPeer.converse(25, peer);

      assertThat(peer.heard).hasSizeBetween(15, 40);
      assertThat(peer.power(20)).isZero();
      assertThat(peer.continuity(0)).isEmpty();
    }
  }
}
