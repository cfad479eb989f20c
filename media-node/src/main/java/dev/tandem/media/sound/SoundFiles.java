package dev.tandem.media.sound;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sound files of a media node, each read once, on its first use, and kept for all legs. One
/// that cannot be read is played as silence and looked for again at the earliest after a minute.
public final class SoundFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SoundFiles.class);
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// Failures remembered, so that each is told once and not with every call.
  static final int MAX_FAILURES = 100;

  /// In a minute: names may come from callers.
  private static final int MAX_WARNINGS = 20;

  /// @param directory that names of files are relative to; null for none
  /// @param maxFiles kept at a time; further ones are silent
  /// @param longest a file may be
  public record Settings(@Nullable Path directory, int maxFiles, Duration longest) {
    /// Why a file of that name cannot be played, null when it can. Reads its head from the disk.
    public @Nullable String problem(String name) {
      if (directory == null) {
        return "tandem.media.files is not set";
      }
      try {
        WavReader.check(directory.resolve(name), longest);
        return null;
      } catch (WavReader.Unplayable e) {
        return e.getMessage();
      }
    }
  }

  private record Failure(String why, long at) {}

  private final Settings settings;
  private final Map<String, Sound> sounds = new HashMap<>();
  private final Map<String, Failure> failures = new LinkedHashMap<>();
  private final ExecutorService reader;
  private long warningsSince = System.nanoTime();
  private int warnings;

  public SoundFiles(Settings settings) {
    this.settings = settings;
    var threads = Thread.ofPlatform().daemon().name("sound-reader").factory();
    var one =
        new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    one.allowCoreThreadTimeOut(true);
    reader = one;
  }

  /// Of that file; empty while it is being read. Never waits for the disk.
  public Sound of(String name) {
    synchronized (sounds) {
      Sound known = sounds.get(name);
      if (known != null) {
        return known;
      }
      var sound = new Sound();
      Failure failure = failures.get(name);
      if (failure != null && System.nanoTime() - failure.at < AGAIN_NANOS) {
        return sound;
      }
      if (sounds.size() >= settings.maxFiles()) {
        warn(name, "there are tandem.media.max-files (" + settings.maxFiles() + ") already");
        return sound;
      }
      sounds.put(name, sound);
      reader.execute(() -> read(name, sound));
      return sound;
    }
  }

  private void read(String name, Sound sound) {
    Path directory = settings.directory();
    try {
      if (directory == null) {
        throw new WavReader.Unplayable("tandem.media.files is not set");
      }
      short[] samples = WavReader.read(directory.resolve(name), settings.longest());
      sound.read(samples);
      log.info("sound file {} read, {} s", name, samples.length / Resampler.RATE);
    } catch (WavReader.Unplayable e) {
      failed(name, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      failed(name, "it cannot be read: " + e);
    }
  }

  private void failed(String name, String why) {
    synchronized (sounds) {
      sounds.remove(name);
      Failure before = failures.put(name, new Failure(why, System.nanoTime()));
      if (failures.size() > MAX_FAILURES) {
        failures.remove(failures.keySet().iterator().next());
      }
      if (before == null || !before.why.equals(why)) {
        warn(name, why);
      }
    }
  }

  private void warn(String name, String why) {
    long now = System.nanoTime();
    if (now - warningsSince > AGAIN_NANOS) {
      warningsSince = now;
      warnings = 0;
    }
    if (warnings++ < MAX_WARNINGS) {
      log.warn("sound file {} is played as silence: {}", name, why);
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
