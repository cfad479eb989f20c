package dev.tandem.media.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.media.codec.G711;
import dev.tandem.media.mix.Mixer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundFilesTest {
  private static final Duration LONGEST = Duration.ofSeconds(20);

  @TempDir Path dir;

  private Path file(String name) {
    return dir.resolve(name);
  }

  private SoundFiles files(int most) {
    return new SoundFiles(new SoundFiles.Settings(dir, most, LONGEST));
  }

  /// Amplitude at a frequency, of samples of 8 kHz.
  private static double amplitude(short[] samples, int hz) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < samples.length; i++) {
      re += samples[i] * Math.cos(2 * Math.PI * hz * i / 8000);
      im += samples[i] * Math.sin(2 * Math.PI * hz * i / 8000);
    }
    return 2 * Math.hypot(re, im) / samples.length;
  }

  private static double decibels(double amplitude, double of) {
    return 20 * Math.log10(Math.max(amplitude, 1e-3) / of);
  }

  @ParameterizedTest(name = "{0} Hz, {1} channels")
  @CsvSource({
    "8000, 1",
    "8000, 2",
    "11025, 1",
    "16000, 1",
    "16000, 2",
    "22050, 1",
    "32000, 1",
    "44100, 2",
    "48000, 1",
    "48000, 2"
  })
  void aToneKeepsItsFrequencyLevelAndLength(int rate, int channels) throws Exception {
    Wav.tone(file("tone.wav"), rate, channels, 1000, 2);

    short[] samples = WavReader.read(file("tone.wav"), LONGEST);

    assertThat(samples).hasSize(16_000);
    double level = 0.25 * 32767 / channels; // the other channel is silent
    assertThat(decibels(amplitude(samples, 1000), level)).isBetween(-0.1, 0.1);
    assertThat(samples[8000]).isBetween((short) -200, (short) 200); // a zero after a whole second
  }

  @ParameterizedTest(name = "{0} Hz at {1} Hz")
  @CsvSource({"16000, 4100", "16000, 7000", "44100, 5000", "48000, 4100", "48000, 9000"})
  void whatATelephoneCannotCarryIsNotMirroredIntoItsBand(int rate, int hz) throws Exception {
    double level = 0.25 * 32767;
    Wav.tone(file("high.wav"), rate, 1, hz, 2);

    short[] samples = WavReader.read(file("high.wav"), LONGEST);

    double loudest = 0;
    for (int f = 50; f < 4000; f += 50) {
      loudest = Math.max(loudest, amplitude(samples, f));
    }
    assertThat(decibels(loudest, level)).isLessThan(-60);
  }

  @ParameterizedTest
  @CsvSource({"16000, 300", "16000, 3300", "48000, 300", "48000, 3300", "44100, 3300"})
  void theTelephoneBandIsFlat(int rate, int hz) throws Exception {
    Wav.tone(file("edge.wav"), rate, 1, hz, 2);

    double heard = amplitude(WavReader.read(file("edge.wav"), LONGEST), hz);

    assertThat(decibels(heard, 0.25 * 32767)).isBetween(-0.5, 0.1);
  }

  @Test
  void theEndIsFollowedByTheBeginning() {
    var sound = new Sound();
    assertThat(sound.fill(0, G711.PCMU.encodeTable(), new byte[Mixer.FRAME])).isEqualTo(-1);
    short[] ramp = new short[100];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (short) (i * 80);
    }
    sound.read(ramp);
    byte[] frame = new byte[Mixer.FRAME];

    assertThat(sound.fill(0, G711.PCMU.encodeTable(), frame)).isEqualTo(60);
    assertThat(frame[100]).isEqualTo(frame[0]);
    assertThat(frame[159]).isEqualTo(G711.PCMU.encode(ramp[59]));
    assertThat(sound.fill(60, G711.PCMU.encodeTable(), frame)).isEqualTo(20);
    assertThat(frame[0]).isEqualTo(G711.PCMU.encode(ramp[60]));
  }

  @Test
  void whatCannotBePlayedSaysWhy() throws IOException {
    Files.writeString(file("text.wav"), "no sound");
    Wav.tone(file("low.wav"), 4000, 1, 500, 1);
    Wav.tone(file("long.wav"), 8000, 1, 500, 21);
    Wav.tone(file("empty.wav"), 8000, 1, 500, 0);
    Files.createDirectory(file("dir.wav"));

    var settings = new SoundFiles.Settings(dir, 1, LONGEST);

    assertThat(settings.problem("none.wav")).isEqualTo("there is no such file");
    assertThat(settings.problem("dir.wav")).isEqualTo("there is no such file");
    assertThat(settings.problem("text.wav")).isEqualTo("it is no WAV file");
    assertThat(settings.problem("low.wav")).contains("not 8 to 48 kHz but 4000");
    assertThat(settings.problem("long.wav")).contains("lasts 21 s").contains("20 s");
    assertThat(settings.problem("empty.wav")).contains("empty");
    assertThat(new SoundFiles.Settings(null, 1, LONGEST).problem("a.wav"))
        .isEqualTo("tandem.media.files is not set");
    assertThatThrownBy(() -> WavReader.read(file("text.wav"), LONGEST)).hasMessageContaining("WAV");
  }

  /// As a download that has broken off.
  @Test
  void aFileThatIsCutOffIsPlayedAsFarAsItGoes() throws Exception {
    Wav.tone(file("cut.wav"), 16_000, 1, 1000, 2);
    byte[] whole = Files.readAllBytes(file("cut.wav"));
    Files.write(file("cut.wav"), java.util.Arrays.copyOf(whole, whole.length / 2));

    short[] samples = WavReader.read(file("cut.wav"), LONGEST);

    assertThat(samples.length).isBetween(7900, 8000);
  }

  @Test
  void aFileIsReadOnceAndSharedUpToTheBound() throws Exception {
    for (String name : new String[] {"a", "b", "c"}) {
      Wav.tone(file("music/" + name + ".wav"), 8000, 1, 1000, 1);
    }
    try (SoundFiles sounds = files(2)) {
      Sound a = sounds.of("music/a.wav");
      assertThat(sounds.of("music/a.wav")).isSameAs(a);
      Sound b = sounds.of("music/b.wav");
      await(a);
      await(b);
      assertThat(a.length()).isEqualTo(8000);
      Sound c = sounds.of("music/c.wav");
      assertThat(sounds.of("music/c.wav")).as("not kept").isNotSameAs(c);
      assertThat(c.isEmpty()).isTrue();
    }
  }

  /// Names come from outside, too.
  @Test
  void namesOfNoFileTakeNoPlaceFromThoseThatAreThere() throws Exception {
    Wav.tone(file("a.wav"), 8000, 1, 1000, 1);
    try (SoundFiles sounds = files(1)) {
      for (int i = 0; i < 3 * SoundFiles.MAX_FAILURES; i++) {
        sounds.of("none" + i + ".wav");
      }
      long end = System.nanoTime() + 10_000_000_000L;
      Sound a = sounds.of("a.wav");
      while (a.isEmpty()) {
        assertThat(System.nanoTime()).as("a.wav is read").isLessThan(end);
        LockSupport.parkNanos(5_000_000);
        a = sounds.of("a.wav");
      }
    }
  }

  private static void await(Sound sound) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (sound.isEmpty()) {
      assertThat(System.nanoTime()).as("the sound is read").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
