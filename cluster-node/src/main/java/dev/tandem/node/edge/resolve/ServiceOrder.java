package dev.tandem.node.edge.resolve;

import dev.tandem.node.edge.resolve.Resource.Pointer;
import dev.tandem.node.edge.resolve.Resource.Server;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// In which order the records of one answer are tried. Pure.
final class ServiceOrder {
  /// Heavier than any that is written, as a sum: 65,535 a record.
  static final int MOST = 32;

  private ServiceOrder() {}

  /// RFC 2782: by priority; among equals by lot, each as often first as its weight says. Those of
  /// no weight have a very small chance. No more than [#MOST] are looked at.
  ///
  /// @param dice a number from 0 up to, but not including, the one given
  static List<Server> of(List<Server> servers, IntUnaryOperator dice) {
    var left = new ArrayList<>(servers.subList(0, Math.min(servers.size(), MOST)));
    // Those of weight 0 first: then they come up only for the number 0.
    left.sort(Comparator.comparingInt(Server::priority).thenComparingInt(it -> sign(it.weight())));
    var ordered = new ArrayList<Server>(left.size());
    while (!left.isEmpty()) {
      ordered.add(left.remove(drawn(left, dice)));
    }
    return ordered;
  }

  private static int sign(int weight) {
    return weight == 0 ? 0 : 1;
  }

  /// Index of the next one: among those of the first one's priority, the first whose running sum of
  /// weights reaches the number drawn.
  private static int drawn(List<Server> left, IntUnaryOperator dice) {
    int priority = left.getFirst().priority();
    int sum = 0;
    int equals = 0;
    while (equals < left.size() && left.get(equals).priority() == priority) {
      sum += left.get(equals++).weight();
    }
    int number = dice.applyAsInt(sum + 1);
    int running = 0;
    int at = 0;
    while (at < equals - 1) {
      running += left.get(at).weight();
      if (running >= number) {
        break;
      }
      at++;
    }
    return at;
  }

  /// RFC 3403 §4.1: by order, then by preference. No more than [#MOST] are looked at.
  static List<Pointer> of(List<Pointer> pointers) {
    return pointers.stream()
        .limit(MOST)
        .sorted(Comparator.comparingInt(Pointer::order).thenComparingInt(Pointer::preference))
        .toList();
  }
}
