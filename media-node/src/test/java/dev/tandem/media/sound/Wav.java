package dev.tandem.media.sound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleUnaryOperator;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/// WAV files for tests.
public final class Wav {
  private Wav() {}

  public static void tone(Path file, int rate, int channels, int hz, double seconds)
      throws IOException {
    write(file, rate, channels, seconds, t -> 0.25 * Math.sin(2 * Math.PI * hz * t));
  }

  /// @param wave of time in seconds, -1 to 1; on the first channel, the second one is silent
  public static void write(
      Path file, int rate, int channels, double seconds, DoubleUnaryOperator wave)
      throws IOException {
    Files.createDirectories(file.getParent());
    int frames = (int) Math.round(seconds * rate);
    var bytes = ByteBuffer.allocate(frames * 2 * channels).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < frames; i++) {
      bytes.putShort((short) Math.round(32767 * wave.applyAsDouble(i / (double) rate)));
      if (channels == 2) {
        bytes.putShort((short) 0);
      }
    }
    var format = new AudioFormat(rate, 16, channels, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(bytes.array()), format, frames),
        AudioFileFormat.Type.WAVE,
        file.toFile());
  }
}
