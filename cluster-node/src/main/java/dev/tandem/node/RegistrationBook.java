package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.node.http.HttpDoors.RegistrationPage;
import dev.tandem.node.http.RegistrationView;
import dev.tandem.node.journal.Journal;
import dev.tandem.node.journal.JournalQueries;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.registrar.RegistrarEntity;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All registrations, for the HTTP interface. Which addresses there are says the journal: entities
/// sleep after their node has died until somebody asks for them.
final class RegistrationBook {
  /// Asked at a time.
  private static final int BATCH = 100;

  /// Entities of addresses of record, ordered by id. Blocks.
  interface Ids {
    /// @param id only those beyond this one, empty for the first
    List<String> after(String id, int limit) throws SQLException;
  }

  private final Function<AddressOfRecord, CompletionStage<RegistrarReply>> lookup;
  private final @Nullable Ids ids;
  private final int shards;
  private final Gruus gruus;

  /// @param ids null on a node that keeps no sessions
  RegistrationBook(
      Function<AddressOfRecord, CompletionStage<RegistrarReply>> lookup,
      @Nullable Ids ids,
      int shards,
      Gruus gruus) {
    this.gruus = gruus;
    this.lookup = lookup;
    this.ids = ids;
    this.shards = shards;
  }

  static RegistrationBook of(
      RegistrarDoor registrar, @Nullable Journal journal, int shards, Gruus gruus) {
    JournalQueries queries = journal == null ? null : journal.queries();
    String kind = RegistrarEntity.KEY.name();
    return new RegistrationBook(
        registrar::lookup,
        queries == null ? null : (after, limit) -> queries.ids(kind, after, limit),
        shards,
        gruus);
  }

  CompletionStage<RegistrationView> find(AddressOfRecord address) {
    return lookup.apply(address).thenApply(reply -> view(address, reply));
  }

  private RegistrationView view(AddressOfRecord address, RegistrarReply reply) {
    return RegistrationView.of(
        address, reply instanceof RegistrarReply.Bound(var bindings) ? bindings : List.of(), gruus);
  }

  CompletionStage<RegistrationPage> page(int limit, @Nullable AddressOfRecord after) {
    Ids here = ids;
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

  private RegistrationPage collect(Ids here, int limit, @Nullable AddressOfRecord after) {
    List<RegistrationView> views = new ArrayList<>();
    String last = after == null ? "" : after.entityId(shards);
    while (true) {
      List<String> found = ids(here, last);
      for (RegistrationView view : ask(found)) {
        if (!view.contacts().isEmpty()) {
          if (views.size() == limit) {
            return new RegistrationPage(views, views.getLast().address());
          }
          views.add(view);
        }
      }
      if (found.size() < BATCH) {
        return new RegistrationPage(views, null);
      }
      last = found.getLast();
    }
  }

  private static List<String> ids(Ids here, String after) {
    try {
      return here.after(after, BATCH);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private List<RegistrationView> ask(List<String> found) {
    return found.stream().map(id -> find(AddressOfRecord.ofEntity(id))).toList().stream()
        .map(it -> it.toCompletableFuture().join())
        .toList();
  }

  CompletionStage<Optional<RegistrationView>> one(AddressOfRecord address) {
    return find(address)
        .thenApply(it -> it.contacts().isEmpty() ? Optional.empty() : Optional.of(it));
  }
}
