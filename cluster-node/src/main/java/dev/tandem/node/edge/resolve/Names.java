package dev.tandem.node.edge.resolve;

import dev.tandem.node.edge.resolve.Question.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Answers of the domain name system with a memory: each is believed for its lifetime, and a
/// question that is under way is not asked twice. What is known at home is not asked at all. On the
/// SIP loop only.
public final class Names {
  /// Short: a name server that is back should be noticed. Long enough that one which is not does
  /// not hold up every call anew.
  private static final Duration FAILURE_LIFETIME = Duration.ofSeconds(2);

  private record Known(Answer answer, long until) {}

  private final Dns dns;
  private final Home home;
  private final Executor loop;
  private final LongSupplier clock;
  private final DnsSettings settings;
  private final Map<Question, Known> known = new LinkedHashMap<>();
  private final Map<Question, List<Consumer<Answer>>> underWay = new HashMap<>();
  private int waiting;

  /// @param loop runs what it is given on the SIP loop
  /// @param clock monotonic nanoseconds
  public Names(Dns dns, Home home, Executor loop, LongSupplier clock, DnsSettings settings) {
    this.dns = dns;
    this.home = home;
    this.loop = loop;
    this.clock = clock;
    this.settings = settings;
  }

  boolean isAtHome(String host) {
    return home.knows(host);
  }

  /// @param then told on the loop, at once or later; that it failed also when too much is under way
  void ask(Question question, Consumer<Answer> then) {
    if (!question.isPossible()) {
      then.accept(new Answer.Nothing());
      return;
    }
    Known before = known.get(question);
    if (before != null && before.until() - clock.getAsLong() > 0) {
      then.accept(before.answer());
      return;
    }
    List<Consumer<Answer>> others = underWay.get(question);
    boolean room = others != null || underWay.size() < settings.maxLookUps();
    if (!room || waiting >= settings.maxWaiting()) {
      then.accept(new Answer.Failed());
      return;
    }
    waiting++;
    if (others != null) {
      others.add(then);
      return;
    }
    underWay.put(question, new ArrayList<>(List.of(then)));
    dns.ask(question, answer -> loop.execute(() -> answered(question, answer)));
  }

  private void answered(Question question, Answer answer) {
    remember(question, answer);
    List<Consumer<Answer>> those = underWay.remove(question);
    if (those != null) {
      waiting -= those.size();
      // Each on its own, so that what goes wrong for one is not missed by the others.
      those.forEach(it -> loop.execute(() -> it.accept(answer)));
    }
  }

  private void remember(Question question, Answer answer) {
    Duration lifetime =
        switch (answer) {
          case Answer.Found(_, var given) -> clamped(given);
          case Answer.Nothing _ -> settings.negativeLifetime();
          case Answer.Failed _ -> FAILURE_LIFETIME;
        };
    known.remove(question); // so that it becomes the youngest
    known.put(question, new Known(answer, clock.getAsLong() + lifetime.toNanos()));
    if (known.size() > settings.maxNames()) {
      known.remove(known.keySet().iterator().next());
    }
  }

  private Duration clamped(Duration given) {
    Duration least = given.compareTo(settings.minLifetime()) < 0 ? settings.minLifetime() : given;
    return least.compareTo(settings.maxLifetime()) > 0 ? settings.maxLifetime() : least;
  }

  /// Addresses of a host, of the first kind first. Empty when it has none, or nobody said.
  void addresses(String host, List<Kind> kinds, Consumer<List<InetAddress>> then) {
    if (home.knows(host)) {
      then.accept(home.addresses(host, kinds));
      return;
    }
    var answers = new EnumMap<Kind, Answer>(Kind.class);
    for (Kind kind : kinds) {
      ask(
          new Question(host, kind),
          answer -> {
            answers.put(kind, answer);
            if (answers.size() == kinds.size()) {
              then.accept(kinds.stream().flatMap(it -> of(answers.get(it)).stream()).toList());
            }
          });
    }
  }

  private static List<InetAddress> of(@Nullable Answer answer) {
    return switch (answer) {
      case Answer.Found(var records, _) ->
          records.stream()
              .filter(Resource.Address.class::isInstance)
              .map(it -> ((Resource.Address) it).address())
              .toList();
      case Answer.Nothing _, Answer.Failed _ -> List.of();
      case null -> List.of();
    };
  }

  int size() {
    return known.size();
  }

  int underWay() {
    return underWay.size();
  }

  int waiting() {
    return waiting;
  }
}
