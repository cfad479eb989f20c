package dev.tandem.trunk;

import dev.tandem.trunk.TrunkSettings.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// In which order the addresses of a trunk are tried (RFC 2782). Pure.
final class AddressOrder {
  private AddressOrder() {}

  /// By priority; among equals by lot, each as often first as its weight says. Those that are down
  /// are left out, unless all are.
  ///
  /// @param seed the same for all requests of one call, so that an answered challenge goes back to
  ///   where it came from
  static List<String> of(List<Address> addresses, Predicate<String> isDown, long seed) {
    List<Address> left =
        new ArrayList<>(addresses.stream().filter(it -> !isDown.test(it.uri())).toList());
    if (left.isEmpty()) {
      left.addAll(addresses);
    }
    left.sort(
        Comparator.comparingInt(Address::priority)
            .thenComparingInt(it -> it.weight() == 0 ? 0 : 1));
    var dice = new SplittableRandom(seed);
    List<String> ordered = new ArrayList<>(left.size());
    while (!left.isEmpty()) {
      ordered.add(left.remove(drawn(left, dice)).uri());
    }
    return ordered;
  }

  /// Index of the first among those of the best priority whose running sum of weights reaches the
  /// number drawn; those of no weight come up for 0 only.
  private static int drawn(List<Address> left, SplittableRandom dice) {
    int priority = left.getFirst().priority();
    int equals = 0;
    int sum = 0;
    while (equals < left.size() && left.get(equals).priority() == priority) {
      sum += left.get(equals++).weight();
    }
    if (sum == 0) {
      return dice.nextInt(equals);
    }
    int number = left.getFirst().weight() == 0 ? dice.nextInt(sum + 1) : 1 + dice.nextInt(sum);
    int at = 0;
    int running = left.getFirst().weight();
    while (running < number) {
      running += left.get(++at).weight();
    }
    return at;
  }
}
