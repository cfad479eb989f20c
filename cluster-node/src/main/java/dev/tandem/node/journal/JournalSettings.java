package dev.tandem.node.journal;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import java.time.Duration;

/// Validated form of `tandem.journal` in `reference.conf`, where each key is explained.
///
/// @param limits what may wait for the database
/// @param durability what H2 does before a write counts as done
public record JournalSettings(
    String url,
    String user,
    String password,
    int poolSize,
    Limits limits,
    Duration patience,
    H2Durability durability) {

  /// What one commit may carry, and what may wait for it. Rows are events, bytes their payloads.
  public record Limits(int queueRows, long queueBytes, int batchRows, long batchBytes) {}

  /// What an acknowledged write survives on H2; PostgreSQL has its own `synchronous_commit`.
  public enum H2Durability {
    /// Written to the file within half a second: a killed process may lose that much.
    RELAXED,
    /// Handed to the operating system: survives the process.
    PROCESS,
    /// Forced to the disk: survives the power.
    DISK
  }

  /// @throws dev.tandem.config.InvalidSettings with all problems at once
  public static JournalSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.journal");
    String url = in.text("url");
    in.check(Dialect.knows(url), "url", Dialect.expectedUrl());
    var settings =
        new JournalSettings(
            url,
            in.text("user"),
            in.text("password"),
            in.integer("pool-size", 2, 64),
            new Limits(
                in.integer("queue-rows", 100, 1_000_000),
                in.bytes("queue-bytes", 1 << 20, 4L << 30),
                in.integer("batch-rows", 1, 10_000),
                in.bytes("batch-bytes", 1 << 16, 256L << 20)),
            in.duration("patience", Duration.ofSeconds(1), Duration.ofMinutes(10)),
            durability(in));
    in.done();
    return settings;
  }

  private static H2Durability durability(SettingsReader in) {
    String text = in.text("h2-durability");
    return switch (text) {
      case "relaxed" -> H2Durability.RELAXED;
      case "process" -> H2Durability.PROCESS;
      case "disk" -> H2Durability.DISK;
      default -> {
        in.problem("h2-durability", "must be relaxed, process or disk, is " + text);
        yield H2Durability.PROCESS;
      }
    };
  }

  /// The URL without what may be secret in it, for messages.
  public String safeUrl() {
    return url.replaceFirst("[;?].*", "").replaceFirst("//[^/@]*@", "//");
  }

  /// Without the password.
  @Override
  public String toString() {
    return "JournalSettings[" + safeUrl() + ", poolSize=" + poolSize + "]";
  }
}
