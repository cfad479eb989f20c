package dev.tandem.node.edge.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.edge.resolve.Resource.Pointer;
import dev.tandem.node.edge.resolve.Resource.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServiceOrderTest {
  static Server server(int priority, int weight, String target) {
    return new Server(priority, weight, 5060, target);
  }

  static List<String> targets(List<Server> servers) {
    return servers.stream().map(Server::target).toList();
  }

  @Test
  void theLowestPriorityComesFirst() {
    var servers = List.of(server(20, 9, "c"), server(5, 0, "a"), server(10, 99, "b"));

    assertThat(targets(ServiceOrder.of(servers, _ -> 0))).containsExactly("a", "b", "c");
  }

  /// RFC 2782: the first whose running sum is greater than or equal to the number drawn.
  @Test
  void theNumberDrawnSaysWhoIsFirstAmongEquals() {
    var servers = List.of(server(1, 10, "a"), server(1, 0, "z"), server(1, 30, "b"));

    var firsts =
        IntStream.of(0, 1, 10, 11, 40)
            .mapToObj(drawn -> ServiceOrder.of(servers, _ -> drawn).getFirst().target());

    assertThat(firsts).containsExactly("z", "a", "a", "b", "b");
  }

  @Test
  void theDiceIsAskedForTheSumOfWhatIsLeft() {
    var sums = new ArrayList<Integer>();
    ServiceOrder.of(
        List.of(server(1, 10, "a"), server(1, 30, "b"), server(2, 5, "c")),
        bound -> {
          sums.add(bound);
          return 0;
        });

    assertThat(sums).containsExactly(41, 31, 6);
  }

  @Test
  void eachIsFirstAsOftenAsItsWeightSays() {
    var servers = List.of(server(1, 60, "a"), server(1, 30, "b"), server(1, 10, "c"));
    var random = new Random(42);
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      firsts.merge(ServiceOrder.of(servers, random::nextInt).getFirst().target(), 1, Integer::sum);
    }

    assertThat(firsts.get("a")).isBetween(5_700, 6_300);
    assertThat(firsts.get("b")).isBetween(2_700, 3_300);
    assertThat(firsts.get("c")).isBetween(700, 1_300);
  }

  @Test
  void theHeaviestWeightsDoNotOverflow() {
    var servers = IntStream.range(0, 100).mapToObj(i -> server(1, 65_535, "s" + i)).toList();

    var ordered = ServiceOrder.of(servers, bound -> bound - 1);

    assertThat(ordered).hasSize(ServiceOrder.MOST).doesNotHaveDuplicates();
    assertThat(ordered.getFirst().target()).isEqualTo("s31");
  }

  @Test
  void pointersGoByOrderThenByPreference() {
    var pointers =
        List.of(
            new Pointer(2, 1, "s", "SIP+D2T", "d"),
            new Pointer(1, 9, "s", "SIP+D2T", "b"),
            new Pointer(1, 1, "s", "SIP+D2U", "a"));

    assertThat(ServiceOrder.of(pointers))
        .extracting(Pointer::replacement)
        .containsExactly("a", "b", "d");
  }
}
