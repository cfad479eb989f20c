package dev.tandem.node.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// An open journal and an actor system on it, as a node has them.
final class JournalNode implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  final Journal journal;
  final ActorSystem<SpawnProtocol.Command> system;

  private JournalNode(Journal journal, Config config) {
    this.journal = journal;
    this.system =
        ActorSystem.create(
            SpawnProtocol.create(),
            "journal-test",
            ActorSystemSetup.create(BootstrapSetup.create(config), journal.setup()));
  }

  static Config config(Map<String, ?> keys) {
    return ConfigFactory.parseMap(keys)
        .withFallback(
            ConfigFactory.parseString(
                """
                pekko.actor.serialization-bindings { "dev.tandem.protocol.Wire" = jackson-cbor }
                pekko.persistence {
                  journal.plugin = "tandem.journal.plugin"
                  snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
                }
                tandem.journal { pool-size = 4, patience = 20s }
                """))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  static JournalSettings settings(Map<String, ?> keys) {
    return JournalSettings.from(config(keys));
  }

  static JournalNode start(Map<String, ?> keys) throws JournalUnavailable {
    return new JournalNode(Journal.open(settings(keys)), config(keys));
  }

  ActorRef<Ledger.Command> ledger(String id) {
    return AskPattern.<SpawnProtocol.Command, ActorRef<Ledger.Command>>ask(
            system,
            replyTo -> new SpawnProtocol.Spawn<>(new Ledger(id), "", Props.empty(), replyTo),
            LIMIT,
            system.scheduler())
        .toCompletableFuture()
        .join();
  }

  int note(ActorRef<Ledger.Command> ledger, String text) {
    return note(ledger, text, LIMIT);
  }

  int note(ActorRef<Ledger.Command> ledger, String text, Duration limit) {
    return AskPattern.<Ledger.Command, Integer>ask(
            ledger, replyTo -> new Ledger.Note(text, replyTo), limit, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  void end(ActorRef<Ledger.Command> ledger) {
    AskPattern.<Ledger.Command, Integer>ask(ledger, Ledger.End::new, LIMIT, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  List<String> read(ActorRef<Ledger.Command> ledger) {
    return AskPattern.<Ledger.Command, List<String>>ask(
            ledger, Ledger.Read::new, LIMIT, system.scheduler())
        .toCompletableFuture()
        .join();
  }

  @Override
  public void close() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    journal.close();
  }
}
