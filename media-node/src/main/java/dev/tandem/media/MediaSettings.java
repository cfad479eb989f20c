package dev.tandem.media;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.media.loop.IoKind;
import dev.tandem.media.loop.LoopPlacement;
import dev.tandem.media.loop.LoopWatch;
import dev.tandem.media.sound.SoundFiles;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Section `tandem.media`, where `reference.conf` explains each key.
///
/// @param loops never empty
/// @param maxLoadPercent of the busiest loop, above which new legs are refused
/// @param warmUp zero for none
public record MediaSettings(
    IoKind io,
    Ports ports,
    List<LoopPlacement> loops,
    LoopWatch watch,
    int maxLegs,
    double maxLoadPercent,
    Duration warmUp,
    SoundFiles.Settings sounds) {
  private static final Duration MAX_DRAIN = Duration.ofMinutes(5);

  /// @param advertised numeric, for SDP
  /// @param min even
  /// @param max odd
  public record Ports(InetAddress bind, String advertised, int min, int max) {}

  /// @throws dev.tandem.config.InvalidSettings naming every problem at once
  public static MediaSettings from(Config root) {
    var in = new SettingsReader(root, "tandem.media");
    var settings =
        new MediaSettings(
            io(in),
            ports(in),
            loops(in),
            watch(in),
            in.integer("max-legs", 1, 32_000),
            in.decimal("max-load-percent", 1, 100),
            in.duration("warm-up", Duration.ZERO, Duration.ofSeconds(10)),
            sounds(in));
    in.done();
    return settings;
  }

  private static SoundFiles.Settings sounds(SettingsReader in) {
    String text = in.text("files");
    Path directory = text.isEmpty() ? null : Path.of(text).toAbsolutePath();
    in.check(
        directory == null || Files.isDirectory(directory),
        "files",
        "is no directory: " + directory);
    return new SoundFiles.Settings(
        directory,
        in.integer("max-files", 1, 10_000),
        in.duration("max-file-length", Duration.ofSeconds(1), Duration.ofHours(1)));
  }

  private static IoKind io(SettingsReader in) {
    String text = in.text("io").toLowerCase(Locale.ROOT);
    in.check(List.of("auto", "epoll", "nio").contains(text), "io", "must be auto, epoll or nio");
    if (text.equals("nio")) {
      return IoKind.NIO;
    }
    IoKind best = IoKind.best();
    in.check(
        !text.equals("epoll") || best == IoKind.EPOLL, "io", "epoll does not load on this system");
    return best;
  }

  /// The last port is an RTCP port; people write 10000-20000 and mean it.
  private static int oddBelow(int max) {
    return max % 2 == 1 ? max : max - 1;
  }

  private static Ports ports(SettingsReader in) {
    int min = in.integer("rtp-port-min", 1024, 65534);
    int max = oddBelow(in.integer("rtp-port-max", 1025, 65535));
    in.check(min % 2 == 0, "rtp-port-min", "must be even, is " + min);
    in.check(max > min, "rtp-port-max", "must exceed rtp-port-min by one or more, which is " + min);
    InetAddress bind = address(in, "bind-address", in.text("bind-address"));
    String advertised = in.text("advertised-address");
    if (!advertised.isEmpty()) {
      address(in, "advertised-address", advertised);
    } else {
      in.check(
          !bind.isAnyLocalAddress(),
          "advertised-address",
          "must be set when bind-address is a wildcard");
    }
    return new Ports(bind, advertised.isEmpty() ? bind.getHostAddress() : advertised, min, max);
  }

  private static InetAddress address(SettingsReader in, String key, String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      in.problem(key, "must be a numeric address, is " + text);
      return InetAddress.getLoopbackAddress();
    }
  }

  private static List<LoopPlacement> loops(SettingsReader in) {
    var loops = new ArrayList<LoopPlacement>();
    for (Config entry : in.sections("loops")) {
      var each = new SettingsReader(entry, "", in.problems());
      int cpu = entry.hasPath("cpu") ? each.integer("cpu", -1, 1023) : -1;
      int fifo = entry.hasPath("fifo") ? each.integer("fifo", 0, 99) : 0;
      loops.add(new LoopPlacement(cpu, fifo));
    }
    int spare = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    return loops.isEmpty()
        ? Collections.nCopies(spare, LoopPlacement.ANYWHERE)
        : List.copyOf(loops);
  }

  private static LoopWatch watch(SettingsReader in) {
    return new LoopWatch(
        in.duration("drain-idle", Duration.ZERO, MAX_DRAIN),
        in.duration("drain-max", Duration.ZERO, MAX_DRAIN),
        in.duration("silent-after", Duration.ofMillis(100), Duration.ofHours(1)),
        in.duration("orphan-check", Duration.ofSeconds(1), Duration.ofHours(1)),
        in.duration("rtcp-interval", Duration.ofMillis(500), Duration.ofMinutes(1)));
  }
}
