package dev.tandem.node.journal;

import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;

/// The journal of this process: opened before the actor system, so that a node without its database
/// never joins, and closed after it.
///
/// ```java
/// Journal journal = Journal.open(JournalSettings.from(config));
/// var system = ActorSystem.create(root, "tandem", BootstrapSetup.create(config).and(journal.setup()));
/// ```
public final class Journal implements AutoCloseable {
  private final Database database;
  private final JournalMetrics metrics = new JournalMetrics();
  private final FreshIds freshIds = new FreshIds(System::nanoTime);
  private final JournalWriter writer;
  private final JournalReader reader;
  private final JournalQueries queries;
  private final CallRecords records;

  private Journal(Database database, JournalSettings settings) {
    this.database = database;
    this.writer = new JournalWriter(database, settings, metrics);
    this.reader = new JournalReader(database, writer, metrics);
    this.queries = new JournalQueries(database);
    this.records = new CallRecords(database);
  }

  /// @throws JournalUnavailable with one line for the operator
  public static Journal open(JournalSettings settings) throws JournalUnavailable {
    var journal = new Journal(Database.open(settings), settings);
    journal.writer.start();
    return journal;
  }

  /// What the plugin `tandem.journal.plugin` looks for in the actor system's setup.
  public JournalSetup setup() {
    return new JournalSetup(this);
  }

  /// Asked before each commit from now on.
  public void fenceWith(WriteFence fence) {
    writer.fenceWith(fence);
  }

  /// Whether the database did not answer last time: new calls are better refused. Turns false by
  /// itself within a second or two of the database's return, without any traffic.
  public boolean isAway() {
    return writer.isAway();
  }

  /// What this process is called at the database, empty when only one can have it.
  public String process() {
    return database.dialect().process();
  }

  public FreshIds freshIds() {
    return freshIds;
  }

  public JournalMetrics metrics() {
    return metrics;
  }

  public JournalQueries queries() {
    return queries;
  }

  public CallRecords records() {
    return records;
  }

  public UserTable users() {
    return new UserTable(database);
  }

  /// Begins to write call records and to forget old events, on the node for which `leads` holds.
  public RecordKeeper keepRecords(
      ActorSystem<?> system, RecordKeeper.Settings settings, BooleanSupplier leads) {
    return keepRecords(system, settings, RecordKeeper.Rhythm.DEFAULT, leads);
  }

  RecordKeeper keepRecords(
      ActorSystem<?> system,
      RecordKeeper.Settings settings,
      RecordKeeper.Rhythm rhythm,
      BooleanSupplier leads) {
    return new RecordKeeper(database, records, system, settings, rhythm, leads);
  }

  public Database database() {
    return database;
  }

  JournalWriter writer() {
    return writer;
  }

  JournalReader reader() {
    return reader;
  }

  /// Stores what waits, then lets go of the database. Blocks; call it after the actor system's end.
  @Override
  public void close() {
    try {
      writer.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
    database.close();
  }
}
