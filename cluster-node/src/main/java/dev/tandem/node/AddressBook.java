package dev.tandem.node;

import dev.tandem.node.users.Users;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.Verdict;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where calls for an address of record go: to its best contact that can be reached.
final class AddressBook {
  private static final Logger LOG = LoggerFactory.getLogger(AddressBook.class);
  private static final Verdict NOT_FOUND = new Verdict.Reject(404, null);
  private static final Verdict NOT_THERE = new Verdict.Reject(480, null);
  private static final Verdict NOBODY_ANSWERS = new Verdict.Reject(503, null);

  private final Users users;
  private final List<String> domains;
  private final Predicate<String> isUp;
  private volatile @Nullable Function<AddressOfRecord, CompletionStage<RegistrarReply>> registrar;

  /// @param domains hosts of our addresses, empty for any
  /// @param isUp whether the node of that name is in the cluster
  AddressBook(Users users, List<String> domains, Predicate<String> isUp) {
    this.users = users;
    this.domains = domains;
    this.isUp = isUp;
  }

  /// Calls are asked about before the registrar is there.
  void open(Function<AddressOfRecord, CompletionStage<RegistrarReply>> lookup) {
    registrar = lookup;
  }

  /// @param uri of the called address
  /// @return never fails
  CompletionStage<Verdict> find(String uri) {
    var lookup = registrar;
    Optional<AddressOfRecord> address =
        AddressOfRecord.of(uri).filter(it -> domains.isEmpty() || domains.contains(it.host()));
    if (address.isEmpty()) {
      return CompletableFuture.completedStage(NOT_FOUND);
    }
    if (lookup == null) {
      return CompletableFuture.completedStage(NOBODY_ANSWERS);
    }
    return lookup
        .apply(address.get())
        .thenCompose(reply -> verdict(address.get(), reply))
        .exceptionally(problem -> {
          LOG.warn("the registrar does not answer, problem={}", problem.toString());
          return NOBODY_ANSWERS;
        });
  }

  private CompletionStage<Verdict> verdict(AddressOfRecord address, RegistrarReply reply) {
    Optional<Binding> best =
        reply instanceof RegistrarReply.Bound(var bindings)
            ? bindings.stream().filter(this::isReachable).findFirst()
            : Optional.empty();
    return best.isPresent()
        ? CompletableFuture.completedStage(new Verdict.Forward(ContactTarget.of(best.get())))
        : nowhere(address.user());
  }

  private boolean isReachable(Binding binding) {
    return !binding.needsItsConnection() || isUp.test(binding.node());
  }

  /// Where nobody knows users, nobody can say that there is none of that name.
  private CompletionStage<Verdict> nowhere(String user) {
    if (!users.any() || users.configured(user) != null) {
      return CompletableFuture.completedStage(NOT_THERE);
    }
    if (!users.mustAsk()) {
      return CompletableFuture.completedStage(NOT_FOUND);
    }
    return CompletableFuture.supplyAsync(
        () -> exists(user) ? NOT_THERE : NOT_FOUND,
        task -> Thread.ofVirtual().name("user-lookup").start(task));
  }

  private boolean exists(String user) {
    try {
      return users.ask(user) != null;
    } catch (SQLException | RuntimeException e) { // a store may throw what it likes
      LOG.warn("users cannot be looked up, problem={}", e.toString());
      return true;
    }
  }
}
