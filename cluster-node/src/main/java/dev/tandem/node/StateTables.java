package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.config.InvalidSettings;
import dev.tandem.config.SettingsReader;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.session.SessionSettings;
import dev.tandem.session.SessionTables;
import dev.tandem.session.core.CoreSettings;
import dev.tandem.session.core.SessionCore;
import dev.tandem.table.InvalidTable;
import dev.tandem.table.ShippedTables;
import dev.tandem.table.StateTable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state tables of this node: those shipped and those of the configured files, which are looked
/// at again and again. A file that has changed and is right counts for calls that begin from then
/// on; one that is wrong changes nothing but a log line, a metric and what the HTTP interface says.
final class StateTables implements SessionTables, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateTables.class);
  private static final String SECTION = "tandem.session";

  /// Problems of one file in the log; the HTTP interface tells all.
  private static final int MOST_LOGGED = 5;

  /// What a table is at the moment.
  ///
  /// @param file null for a shipped one
  /// @param core of its last right version
  /// @param stamp of the file when it was read last, right or wrong
  /// @param problem of the file as it is now, null when `core` is of it
  private record Held(
      @Nullable Path file, SessionCore core, Stamp stamp, @Nullable String problem) {}

  /// Enough to see that a file has been written.
  private record Stamp(@Nullable FileTime modified, long size) {
    static final Stamp NONE = new Stamp(null, -1);

    static Stamp of(Path file) {
      try {
        return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
      } catch (IOException _) {
        return NONE;
      }
    }
  }

  /// A table as operators see it.
  ///
  /// @param standard whether calls follow it that ask for none
  /// @param problem why the file as it is now is not used, null when it is
  record Seen(String name, StateTable table, boolean standard, @Nullable String problem) {}

  final LongAdder loaded = new LongAdder();
  final LongAdder refused = new LongAdder();

  private final CoreSettings settings;
  private final String standard;
  private volatile Map<String, Held> tables;

  /// What the files were like the last time they were looked at.
  private final Map<String, Stamp> lookedLike = new HashMap<>();

  private final @Nullable Thread watch;

  private StateTables(SessionSettings settings) {
    this.settings = settings.core();
    var all = new LinkedHashMap<String, Held>();
    for (String name : ShippedTables.NAMES) {
      all.put(name, new Held(null, core(ShippedTables.get(name)), Stamp.NONE, null));
    }
    settings.stateTables().forEach((name, file) -> all.put(name, first(Path.of(file))));
    String own = settings.stateTable().isEmpty() ? ShippedTables.DEFAULT : settings.stateTable();
    if (!all.containsKey(own)) {
      all.put(own, first(Path.of(own)));
    }
    standard = own;
    tables = Map.copyOf(all);
    watch = watch(settings.stateTableWatch());
  }

  /// @throws StartupFailure with every problem of a table that is wrong
  static StateTables open(SessionSettings settings) {
    return new StateTables(settings);
  }

  /// Reads every table that the settings name, as [#open] does, so that an operator learns of them
  /// before a node runs.
  ///
  /// @throws InvalidSettings with every problem of every table
  static void check(Config config) {
    SessionSettings settings;
    try {
      settings = SessionSettings.from(config);
    } catch (InvalidSettings _) {
      return; // reported by its own section
    }
    var in = new SettingsReader(config, SECTION);
    for (Config entry : in.sections("state-tables")) {
      String file = entry.getString("file");
      String name = "table " + entry.getString("name") + ": ";
      problems(file, false).forEach(it -> in.problem("state-tables", entry, name + it));
    }
    String own = settings.stateTable();
    if (!own.isEmpty()
        && !ShippedTables.NAMES.contains(own)
        && !settings.stateTables().containsKey(own)) {
      problems(own, true).forEach(it -> in.problem("state-table", it));
    }
    in.done();
  }

  /// @param orName whether a name could stand where the file is named
  private static List<String> problems(String named, boolean orName) {
    Path file;
    try {
      file = Path.of(named);
    } catch (InvalidPathException e) {
      return List.of("is no path: " + e.getReason());
    }
    try {
      read(file);
      return List.of();
    } catch (NoSuchFileException _) {
      return List.of(orName ? neither(file) : "there is no file " + file);
    } catch (InvalidTable e) {
      return e.problems().stream().map(String::valueOf).toList();
    } catch (IOException e) {
      return List.of(problem(file, e));
    }
  }

  private static String neither(Path file) {
    return "there is neither a state table nor a file "
        + file
        + "; shipped are "
        + String.join(", ", ShippedTables.NAMES);
  }

  @Override
  public SessionCore standard() {
    return held(standard).core();
  }

  @Override
  public SessionCore shipped() {
    return held(ShippedTables.DEFAULT).core();
  }

  @Override
  public @Nullable SessionCore find(String name) {
    Held found = tables.get(name);
    return found == null ? null : found.core();
  }

  Set<String> names() {
    return tables.keySet();
  }

  List<Seen> all() {
    var seen = new ArrayList<Seen>();
    tables.forEach((name, it) ->
        seen.add(new Seen(name, it.core().table(), name.equals(standard), it.problem())));
    seen.sort(java.util.Comparator.comparing(Seen::name));
    return List.copyOf(seen);
  }

  /// How many files are not used as they are now.
  long broken() {
    return tables.values().stream().filter(it -> it.problem() != null).count();
  }

  /// Reads the files that have changed since they were read last, and are not being written just
  /// now: they looked the same the time before.
  void refresh() {
    reload(false);
  }

  /// Reads every file again.
  void reload() {
    reload(true);
  }

  private synchronized void reload(boolean all) {
    var now = new LinkedHashMap<>(tables);
    now.replaceAll((name, held) -> {
      Path file = held.file();
      return file == null || !(all || hasSettled(name, file, held))
          ? held
          : again(name, file, held);
    });
    tables = Map.copyOf(now);
  }

  private boolean hasSettled(String name, Path file, Held held) {
    Stamp now = Stamp.of(file);
    return !now.equals(held.stamp()) && now.equals(lookedLike.put(name, now));
  }

  private Held again(String name, Path file, Held before) {
    Stamp stamp = Stamp.of(file); // before reading: what is written meanwhile is seen next time
    try {
      StateTable table = read(file);
      if (table.equals(before.core().table())) {
        if (before.problem() != null) {
          LOG.info("state table is right again, and what it was, table={} id={}", name, table.id());
        }
        return new Held(file, before.core(), stamp, null);
      }
      loaded.increment();
      LOG.info("state table read again, calls to come follow it, table={} id={}", name, table.id());
      return new Held(file, core(table), stamp, null);
    } catch (IOException | InvalidTable e) {
      refused.increment();
      String problem = problem(file, e);
      LOG.warn(
          "state table is wrong, calls follow its last right version, table={} id={} problem={}",
          name,
          before.core().table().id(),
          problem.lines().limit(MOST_LOGGED).collect(Collectors.joining("; ")));
      return new Held(file, before.core(), stamp, problem);
    }
  }

  private Held first(Path file) {
    Stamp stamp = Stamp.of(file);
    try {
      return new Held(file, core(read(file)), stamp, null);
    } catch (IOException e) {
      throw new StartupFailure("tandem.session.state-table: " + problem(file, e), e);
    } catch (InvalidTable e) {
      throw new StartupFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static String problem(Path file, Exception e) {
    return switch (e) {
      case InvalidTable wrong -> String.valueOf(wrong.getMessage());
      case NoSuchFileException _ -> neither(file);
      case CharacterCodingException _ -> file + " is not UTF-8 text";
      default -> file + " cannot be read: " + e.getMessage();
    };
  }

  private static StateTable read(Path file) throws IOException {
    return StateTable.parse(file.toString(), Files.readString(file));
  }

  private SessionCore core(StateTable table) {
    return new SessionCore(table, settings);
  }

  private Held held(String name) {
    return java.util.Objects.requireNonNull(tables.get(name), name);
  }

  private @Nullable Thread watch(Duration every) {
    if (every.isZero() || tables.values().stream().allMatch(it -> it.file() == null)) {
      return null;
    }
    return Thread.ofVirtual().name("state-tables").start(() -> lookAgain(every));
  }

  private void lookAgain(Duration every) {
    try {
      while (true) {
        Thread.sleep(every);
        refresh();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.interrupt();
    }
  }
}
