package dev.tandem.node.journal;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/// Carries the open journal into the actor system.
public final class JournalSetup extends Setup {
  private final Journal journal;

  JournalSetup(Journal journal) {
    this.journal = journal;
  }

  static Journal of(ActorSystem system) {
    return system
        .settings()
        .setup()
        .get(JournalSetup.class)
        .orElseThrow(() -> new IllegalStateException("start the actor system with Journal.setup()"))
        .journal;
  }
}
