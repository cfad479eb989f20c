package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.node.http.HttpDoors.RegistrationPage;
import dev.tandem.node.http.RegistrationView;
import dev.tandem.node.journal.JournalQueries;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.registrar.RegistrarEntity;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// All registrations, for the HTTP interface. Which addresses there are says the journal: entities
/// sleep after their node has died until somebody asks for them.
final class RegistrationBook {
  /// Asked at a time.
  private static final int BATCH = 100;

  private final RegistrarDoor registrar;
  private final @Nullable JournalQueries journal;
  private final int shards;

  /// @param journal null on a node that keeps no sessions
  RegistrationBook(RegistrarDoor registrar, @Nullable JournalQueries journal, int shards) {
    this.registrar = registrar;
    this.journal = journal;
    this.shards = shards;
  }

  CompletionStage<RegistrationView> find(AddressOfRecord address) {
    return registrar.lookup(address).thenApply(reply -> view(address, reply));
  }

  private static RegistrationView view(AddressOfRecord address, RegistrarReply reply) {
    return RegistrationView.of(
        address, reply instanceof RegistrarReply.Bound(var bindings) ? bindings : List.of());
  }

  CompletionStage<RegistrationPage> page(int limit, @Nullable AddressOfRecord after) {
    JournalQueries here = journal;
    if (here == null) {
      return CompletableFuture.failedStage(
          new SessionException(
              ErrorKind.UNAVAILABLE,
              "this node keeps no registrations; ask one with role session"));
    }
    return CompletableFuture.supplyAsync(
        () -> collect(here, limit, after),
        task -> Thread.ofVirtual().name("http-registrations").start(task));
  }

  private RegistrationPage collect(
      JournalQueries here, int limit, @Nullable AddressOfRecord after) {
    List<RegistrationView> views = new ArrayList<>();
    String last = after == null ? "" : after.entityId(shards);
    while (true) {
      List<String> ids = ids(here, last);
      for (RegistrationView view : ask(ids)) {
        if (!view.contacts().isEmpty()) {
          if (views.size() == limit) {
            return new RegistrationPage(views, views.getLast().address());
          }
          views.add(view);
        }
      }
      if (ids.size() < BATCH) {
        return new RegistrationPage(views, null);
      }
      last = ids.getLast();
    }
  }

  private static List<String> ids(JournalQueries here, String after) {
    try {
      return here.ids(RegistrarEntity.KEY.name(), after, BATCH);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private List<RegistrationView> ask(List<String> ids) {
    return ids.stream().map(id -> find(AddressOfRecord.ofEntity(id))).toList().stream()
        .map(it -> it.toCompletableFuture().join())
        .toList();
  }

  CompletionStage<Optional<RegistrationView>> one(AddressOfRecord address) {
    return find(address)
        .thenApply(it -> it.contacts().isEmpty() ? Optional.empty() : Optional.of(it));
  }
}
