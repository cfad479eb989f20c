package dev.tandem.session;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.protocol.Treatment;
import dev.tandem.sdp.Format;
import dev.tandem.sdp.LocalAudio;
import dev.tandem.session.core.CoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Validated form of `tandem.session` in `reference.conf`, where each default is explained.
///
/// @param stateTable path of a YAML table, empty for the one shipped
/// @param answerRepeat T1: first interval at which a 2xx is repeated (RFC 3261 §13.3.1.4)
/// @param answerRepeatMax T2
/// @param maxSessions of one node
/// @param shards of the whole cluster; the same on every node
public record SessionSettings(
    CoreSettings core,
    String stateTable,
    Duration answerRepeat,
    Duration answerRepeatMax,
    int maxSessions,
    int shards,
    Duration handlerDeadline) {
  private static final Duration SECOND = Duration.ofSeconds(1);

  public static SessionSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.session");
    Duration t1 = in.duration("t1", Duration.ofMillis(50), Duration.ofSeconds(5));
    var settings =
        new SessionSettings(
            new CoreSettings(
                new LocalAudio(codecs(in), true, 20),
                in.duration("ringing", SECOND, Duration.ofMinutes(10)),
                in.duration("max-age", SECOND, Duration.ofDays(7)),
                t1.multipliedBy(64),
                in.duration("media-wait", Duration.ofMillis(100), Duration.ofSeconds(30)),
                in.integer("retries", 1, 20),
                onHold(in),
                sessionExpires(in),
                in.duration("min-se", Duration.ofSeconds(90), Duration.ofDays(1)),
                in.flag("reliable-ringing"),
                in.flag("follow-redirects")),
            in.text("state-table"),
            t1,
            in.duration("t2", t1, Duration.ofSeconds(30)),
            in.integer("max-sessions", 1, 10_000_000),
            in.integer("shards", 1, 9999),
            in.duration("handler-deadline", Duration.ofMillis(100), Duration.ofMinutes(5)));
    in.done();
    return settings;
  }

  private static Duration sessionExpires(SettingsReader in) {
    Duration asked = in.duration("session-expires", Duration.ZERO, Duration.ofDays(1));
    if (!asked.isZero() && asked.compareTo(Duration.ofSeconds(90)) < 0) {
      in.problem("session-expires", "is " + asked.toSeconds() + " s; RFC 4028 takes 90 s or more");
    }
    return asked;
  }

  private static Treatment onHold(SettingsReader in) {
    String text = in.text("music-on-hold");
    if (text.equals("silence")) {
      return Treatment.SILENCE;
    }
    if (text.matches("tone:[0-9]{2,4}")) {
      int hz = Integer.parseInt(text.substring(5));
      if (hz >= 50 && hz <= 3400) {
        return Treatment.tone(hz);
      }
    }
    in.problem("music-on-hold", "is " + text + ", known are silence and tone:50 to tone:3400");
    return Treatment.SILENCE;
  }

  private static List<Format> codecs(SettingsReader in) {
    List<Format> formats = new ArrayList<>();
    for (String name : in.texts("codecs")) {
      switch (name.toUpperCase(java.util.Locale.ROOT)) {
        case "PCMU" -> formats.add(Format.PCMU);
        case "PCMA" -> formats.add(Format.PCMA);
        default -> in.problem("codecs", "has " + name + ", known are PCMU and PCMA");
      }
    }
    if (formats.isEmpty()) {
      in.problem("codecs", "names no codec");
      formats.add(Format.PCMU);
    }
    return formats;
  }
}
