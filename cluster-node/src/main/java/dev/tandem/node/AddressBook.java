package dev.tandem.node;

import dev.tandem.api.CallDecision.ForwardToRegistered;
import dev.tandem.api.CallDecision.Ringing;
import dev.tandem.node.users.Users;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.Gruus.Gruu;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.Verdict;
import dev.tandem.registrar.RegistrarSettings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where calls for an address of record go: to its contacts that can be reached.
final class AddressBook {
  private static final Logger LOG = LoggerFactory.getLogger(AddressBook.class);
  private static final Verdict NOT_FOUND = new Verdict.Reject(404, null);
  private static final Verdict NOT_THERE = new Verdict.Reject(480, null);
  private static final Verdict NOBODY_ANSWERS = new Verdict.Reject(503, null);

  private final Users users;
  private final RegistrarSettings settings;
  private final Gruus gruus;
  private final Predicate<String> isUp;
  private volatile @Nullable Function<AddressOfRecord, CompletionStage<RegistrarReply>> registrar;

  /// @param isUp whether the node of that name is in the cluster
  AddressBook(Users users, RegistrarSettings settings, Gruus gruus, Predicate<String> isUp) {
    this.users = users;
    this.settings = settings;
    this.gruus = gruus;
    this.isUp = isUp;
  }

  /// Calls are asked about before the registrar is there.
  void open(Function<AddressOfRecord, CompletionStage<RegistrarReply>> lookup) {
    registrar = lookup;
  }

  Gruus gruus() {
    return gruus;
  }

  /// Those of the bindings that a URI stands for: all of them, or those of one instance.
  static List<Binding> named(@Nullable Gruu gruu, List<Binding> bindings) {
    return gruu == null
        ? bindings
        : bindings.stream().filter(it -> Gruus.names(gruu, it) && Gruus.isValid(gruu, it)).toList();
  }

  /// @return never fails
  CompletionStage<Verdict> find(ForwardToRegistered wish) {
    var lookup = registrar;
    List<String> domains = settings.domains();
    Optional<AddressOfRecord> address =
        gruus
            .addressOf(wish.address())
            .filter(it -> domains.isEmpty() || domains.contains(it.host()));
    if (address.isEmpty()) {
      return CompletableFuture.completedStage(NOT_FOUND);
    }
    if (lookup == null) {
      return CompletableFuture.completedStage(NOBODY_ANSWERS);
    }
    return lookup
        .apply(address.get())
        .thenCompose(reply -> verdict(address.get(), wish, reply))
        .exceptionally(problem -> {
          LOG.warn("the registrar does not answer, problem={}", problem.toString());
          return NOBODY_ANSWERS;
        });
  }

  /// The phones of an address that can be reached, best first; none when the registrar does not
  /// answer.
  ///
  /// @param gruu of one of them, null for all
  CompletionStage<List<String>> phones(AddressOfRecord address, @Nullable Gruu gruu) {
    var lookup = registrar;
    return lookup == null
        ? CompletableFuture.completedStage(List.of())
        : lookup
            .apply(address)
            .thenApply(reply ->
                reply instanceof RegistrarReply.Bound(var all)
                    ? targets(named(gruu, all))
                    : List.<String>of())
            .exceptionally(problem -> {
              LOG.warn("the registrar does not answer, problem={}", problem.toString());
              return List.of();
            });
  }

  private CompletionStage<Verdict> verdict(
      AddressOfRecord address, ForwardToRegistered wish, RegistrarReply reply) {
    List<Binding> all = reply instanceof RegistrarReply.Bound(var bound) ? bound : List.of();
    Gruu gruu = gruus.read(wish.address());
    if (gruu != null && isOver(gruu, all)) {
      return CompletableFuture.completedStage(NOT_FOUND);
    }
    List<String> targets = targets(named(gruu, all));
    if (targets.isEmpty()) {
      return nowhere(address.user());
    }
    Ringing ringing = wish.ringing();
    return CompletableFuture.completedStage(
        targets.size() == 1
            ? new Verdict.Forward(targets.getFirst())
            : ring(targets, ringing == null ? settings.ringing() : ringing));
  }

  /// A temporary GRUU whose instance has registered anew since (RFC 5627 §3.1.2).
  private static boolean isOver(Gruu gruu, List<Binding> all) {
    List<Binding> its = all.stream().filter(it -> Gruus.names(gruu, it)).toList();
    return !its.isEmpty() && its.stream().noneMatch(it -> Gruus.isValid(gruu, it));
  }

  private Verdict ring(List<String> targets, Ringing ringing) {
    return switch (ringing) {
      case PARALLEL -> new Verdict.Ring(List.of(targets), null);
      case SERIAL -> new Verdict.Ring(targets.stream().map(List::of).toList(), settings.ringEach());
    };
  }

  /// Best first. One of each phone: those with the same instance are ways to the same one, of which
  /// only one is tried (RFC 5626 §5.3).
  private List<String> targets(List<Binding> bindings) {
    Set<String> phones = new HashSet<>();
    List<String> targets = new ArrayList<>();
    for (Binding binding : bindings) {
      String phone = binding.instance() == null ? binding.key() : binding.instance();
      if (targets.size() < Verdict.Ring.MOST_TARGETS && isReachable(binding) && phones.add(phone)) {
        targets.add(ContactTarget.of(binding));
      }
    }
    return targets;
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
