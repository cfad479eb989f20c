package dev.tandem.media.sound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/// Reads a WAV file: PCM (or what the JDK makes PCM of), mono or stereo, 8 to 48 kHz.
final class WavReader {
  private static final int PIECE = 4096;

  /// Why a file cannot be played, for an operator.
  static final class Unplayable extends Exception {
    private static final long serialVersionUID = 1;

    Unplayable(String why) {
      super(why);
    }
  }

  private WavReader() {}

  /// At 8 kHz, both channels as one. Takes some seconds for the longest.
  static short[] read(Path file, Duration longest) throws Unplayable {
    try (AudioInputStream in = open(file, longest)) {
      return samples(in);
    } catch (IOException e) {
      throw new Unplayable("it cannot be read: " + e.getMessage());
    }
  }

  /// Only looks whether [#read] would do.
  static void check(Path file, Duration longest) throws Unplayable {
    try {
      open(file, longest).close();
    } catch (IOException e) {
      throw new Unplayable("it cannot be read: " + e.getMessage());
    }
  }

  private static AudioInputStream open(Path file, Duration longest) throws IOException, Unplayable {
    if (!Files.isRegularFile(file)) {
      throw new Unplayable("there is no such file");
    }
    AudioInputStream in;
    try {
      in = AudioSystem.getAudioInputStream(file.toFile());
    } catch (UnsupportedAudioFileException _) {
      throw new Unplayable("it is no WAV file");
    }
    try {
      refuse(in, longest);
      return pcm(in);
    } catch (Unplayable e) {
      in.close();
      throw e;
    }
  }

  private static void refuse(AudioInputStream in, Duration longest) throws Unplayable {
    AudioFormat format = in.getFormat();
    float rate = format.getSampleRate();
    if (rate < Resampler.RATE || rate > 48_000 || rate != Math.rint(rate)) {
      throw new Unplayable("its rate is not 8 to 48 kHz but " + rate + " Hz");
    }
    if (format.getChannels() < 1 || format.getChannels() > 2) {
      throw new Unplayable("it has " + format.getChannels() + " channels, not 1 or 2");
    }
    double seconds = in.getFrameLength() / rate;
    if (in.getFrameLength() <= 0) {
      throw new Unplayable("it does not say how long it is, or is empty");
    }
    if (seconds > longest.toSeconds()) {
      throw new Unplayable(
          String.format(
              Locale.ROOT,
              "it lasts %.0f s; tandem.media.max-file-length is %d s",
              seconds,
              longest.toSeconds()));
    }
  }

  private static AudioInputStream pcm(AudioInputStream in) throws Unplayable {
    AudioFormat format = in.getFormat();
    int channels = format.getChannels();
    var wanted =
        new AudioFormat(
            AudioFormat.Encoding.PCM_SIGNED,
            format.getSampleRate(),
            16,
            channels,
            2 * channels,
            format.getSampleRate(),
            false);
    if (format.matches(wanted)) {
      return in;
    }
    if (!AudioSystem.isConversionSupported(wanted, format)) {
      throw new Unplayable("its format is not PCM but " + format.getEncoding());
    }
    return AudioSystem.getAudioInputStream(wanted, in);
  }

  private static short[] samples(AudioInputStream in) throws IOException {
    int channels = in.getFormat().getChannels();
    var resampler = new Resampler((int) in.getFormat().getSampleRate(), in.getFrameLength());
    var bytes = new byte[PIECE * 2 * channels];
    var mono = new short[PIECE];
    int read;
    while ((read = in.readNBytes(bytes, 0, bytes.length)) > 0) {
      int frames = read / (2 * channels);
      for (int i = 0; i < frames; i++) {
        int at = 2 * channels * i;
        int left = sample(bytes, at);
        mono[i] = (short) (channels == 1 ? left : (left + sample(bytes, at + 2)) / 2);
      }
      resampler.take(mono, frames);
    }
    return resampler.end();
  }

  private static int sample(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | bytes[at + 1] << 8;
  }
}
