package dev.tandem.node.journal;

import dev.tandem.protocol.Wire;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/// The smallest entity with a history: it remembers what it was told.
final class Ledger extends EventSourcedBehavior<Ledger.Command, Ledger.Entry, List<String>> {
  sealed interface Command {}

  record Note(String text, ActorRef<Integer> replyTo) implements Command {}

  record End(ActorRef<Integer> replyTo) implements Command {}

  record Read(ActorRef<List<String>> replyTo) implements Command {}

  sealed interface Entry extends Wire {}

  record Noted(String text) implements Entry {}

  record Ended(int entries) implements Entry {}

  Ledger(String persistenceId) {
    super(PersistenceId.ofUniqueId(persistenceId));
  }

  @Override
  public List<String> emptyState() {
    return List.of();
  }

  @Override
  public CommandHandler<Command, Entry, List<String>> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Note(var text, var replyTo) ->
              Effect().persist(new Noted(text)).thenReply(replyTo, List::size);
          case End(var replyTo) ->
              Effect().persist(new Ended(state.size())).thenReply(replyTo, List::size);
          case Read(var replyTo) -> Effect().reply(replyTo, state);
        };
  }

  @Override
  public EventHandler<List<String>, Entry> eventHandler() {
    return (state, entry) -> {
      var next = new ArrayList<>(state);
      switch (entry) {
        case Noted(var text) -> next.add(text);
        case Ended _ -> next.add("end");
      }
      return next;
    };
  }
}
