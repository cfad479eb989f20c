package dev.tandem.session;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Treatment;
import dev.tandem.sdp.Format;
import dev.tandem.sdp.LocalAudio;
import dev.tandem.session.core.B2buaSettings;
import dev.tandem.session.core.B2buaSettings.Retarget;
import dev.tandem.session.core.CoreSettings;
import dev.tandem.session.core.ForwardedHeaders;
import dev.tandem.table.ShippedTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Validated form of `tandem.session` in `reference.conf`, where each default is explained.
///
/// @param stateTable name of a shipped table or of one of `stateTables`, or path of a YAML table;
///   empty for `default`
/// @param stateTables further tables that calls can ask for: name to path
/// @param stateTableWatch how often their files are looked at, zero for never
/// @param answerRepeat T1: first interval at which a 2xx is repeated (RFC 3261 §13.3.1.4)
/// @param answerRepeatMax T2
/// @param maxSessions of one node
/// @param shards of the whole cluster; the same on every node
public record SessionSettings(
    CoreSettings core,
    String stateTable,
    Map<String, String> stateTables,
    Duration stateTableWatch,
    Duration answerRepeat,
    Duration answerRepeatMax,
    int maxSessions,
    int shards,
    Duration handlerDeadline) {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MAX_TABLES = 100;
  private static final String TABLE_NAME = "[A-Za-z0-9_-]{1,64}";

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
                in.flag("follow-redirects"),
                b2bua(in)),
            in.text("state-table"),
            tables(in),
            in.duration("state-table-watch", Duration.ZERO, Duration.ofHours(1)),
            t1,
            in.duration("t2", t1, Duration.ofSeconds(30)),
            in.integer("max-sessions", 1, 10_000_000),
            in.integer("shards", 1, 9999),
            in.duration("handler-deadline", Duration.ofMillis(100), Duration.ofMinutes(5)));
    in.done();
    return settings;
  }

  /// The names that a call can ask for: those shipped, then those configured, right or not.
  public static Set<String> tableNames(Config config) {
    var names = new LinkedHashSet<>(ShippedTables.NAMES);
    for (Config entry : new SettingsReader(config, "tandem.session").sections("state-tables")) {
      if (entry.hasPath("name")) {
        names.add(entry.getString("name"));
      }
    }
    return names;
  }

  private static Map<String, String> tables(SettingsReader in) {
    var tables = new LinkedHashMap<String, String>();
    for (Config entry : in.sections("state-tables")) {
      boolean whole = entry.hasPath("name") && entry.hasPath("file") && entry.root().size() == 2;
      if (!whole) {
        in.problem("state-tables", entry, "a state table has two keys, name and file");
      } else if (!entry.getString("name").matches(TABLE_NAME)) {
        in.problem("state-tables", entry, "a name is 1 to 64 of A-Z a-z 0-9 _ -");
      } else if (ShippedTables.NAMES.contains(entry.getString("name"))) {
        in.problem(
            "state-tables", entry, entry.getString("name") + " is the name of a shipped table");
      } else if (tables.putIfAbsent(entry.getString("name"), entry.getString("file")) != null) {
        in.problem("state-tables", entry, "there are two tables " + entry.getString("name"));
      }
    }
    in.check(tables.size() <= MAX_TABLES, "state-tables", "has more than " + MAX_TABLES);
    return Map.copyOf(tables);
  }

  private static Duration sessionExpires(SettingsReader in) {
    Duration asked = in.duration("session-expires", Duration.ZERO, Duration.ofDays(1));
    if (!asked.isZero() && asked.compareTo(Duration.ofSeconds(90)) < 0) {
      in.problem("session-expires", "is " + asked.toSeconds() + " s; RFC 4028 takes 90 s or more");
    }
    return asked;
  }

  private static B2buaSettings b2bua(SettingsReader in) {
    List<String> pass =
        in.texts("b2bua.pass-headers").stream().map(it -> it.toLowerCase(Locale.ROOT)).toList();
    for (String name : pass) {
      boolean known = name.matches("[a-z0-9.!%_`'~+-]+\\*?");
      in.check(
          known && ForwardedHeaders.mayPass(name),
          "b2bua.pass-headers",
          "has " + name + ", which is no header name or belongs to one leg alone");
    }
    String host = in.text("b2bua.from-host");
    in.check(host.matches("[A-Za-z0-9.:\\[\\]-]{0,255}"), "b2bua.from-host", "is no host: " + host);
    Retarget retarget =
        switch (in.text("b2bua.retarget")) {
          case "none" -> Retarget.NONE;
          case "history-info" -> Retarget.HISTORY_INFO;
          case "diversion" -> Retarget.DIVERSION;
          case "both" -> Retarget.BOTH;
          case String other -> {
            in.problem(
                "b2bua.retarget",
                "is " + other + ", known are none, history-info, diversion and both");
            yield Retarget.NONE;
          }
        };
    return new B2buaSettings(
        pass,
        host,
        retarget,
        in.integer("b2bua.max-hops", 1, 70),
        either(in, "b2bua.info", "pass", "local"),
        either(in, "b2bua.hold", "pass", "local"),
        either(in, "b2bua.refer", "pass", "local"),
        either(in, "b2bua.held-hear", "music", "peer"));
  }

  private static boolean either(SettingsReader in, String option, String yes, String no) {
    String text = in.text(option);
    in.check(
        text.equals(yes) || text.equals(no),
        option,
        "is " + text + ", known are " + yes + " and " + no);
    return text.equals(yes);
  }

  private static Treatment onHold(SettingsReader in) {
    String text = in.text("music-on-hold");
    Treatment treatment = Treatment.parse(text).orElse(Treatment.ECHO);
    if (treatment.kind() != Treatment.Kind.ECHO) {
      return treatment;
    }
    in.problem(
        "music-on-hold",
        "is "
            + text
            + ", known are silence, tone:50 to tone:3400, and file:PATH (a relative path)");
    return Treatment.SILENCE;
  }

  private static List<Format> codecs(SettingsReader in) {
    List<Format> formats = new ArrayList<>();
    for (String name : in.texts("codecs")) {
      Format format = Format.named(name);
      if (format == null) {
        in.problem(
            "codecs", "has " + name + ", known are " + String.join(" and ", MediaOptions.KNOWN));
      } else {
        formats.add(format);
      }
    }
    if (formats.isEmpty()) {
      in.problem("codecs", "names no codec");
      formats.add(Format.PCMU);
    }
    return formats;
  }
}
