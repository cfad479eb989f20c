package dev.tandem.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.MediaLoad;
import dev.tandem.protocol.NodeStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ClusterViewTest {
  static final List<String> ALL = List.of("edge", "session", "media");

  ClusterView view = ClusterView.empty("a");

  private void node(String name, int sessions, int legs, boolean draining, List<String> roles) {
    node(name, sessions, legs, draining, roles, List.of(1, 2), false);
  }

  private void node(
      String name,
      int sessions,
      int legs,
      boolean draining,
      List<String> roles,
      List<Integer> shards,
      boolean journalAway) {
    view =
        view.with(
            new NodeStatus(
                name,
                roles,
                List.of(),
                "",
                "",
                "",
                shards,
                sessions,
                0,
                new MediaLoad(legs, 100, 0, false),
                draining,
                journalAway,
                Instant.EPOCH,
                null,
                null,
                null));
  }

  private String session() {
    return view.sessionNode().map(NodeStatus::name).orElse("none");
  }

  private String media(String... excluded) {
    return view.mediaNode("a", Set.of(excluded), Map.of()).map(NodeStatus::name).orElse("none");
  }

  @Nested
  class ANewSession {
    @Test
    void staysHere() {
      node("a", 50, 0, false, ALL);
      node("b", 0, 0, false, ALL);

      assertThat(session()).isEqualTo("a");
    }

    @Test
    void goesElsewhereWhenThisNodeHoldsClearlyMore() {
      node("a", 225, 0, false, ALL);
      node("b", 100, 0, false, ALL);
      assertThat(session()).isEqualTo("a");

      node("a", 226, 0, false, ALL);
      assertThat(session()).isEqualTo("b");
    }

    @Test
    void neverGoesToANodeThatDrains() {
      node("a", 0, 0, true, ALL);
      node("b", 9_000, 0, false, ALL);

      assertThat(session()).isEqualTo("b");
    }

    @Test
    void findsNobodyWhenAllDrainOrHaveNoSessionRole() {
      node("a", 0, 0, true, ALL);
      node("b", 0, 0, false, List.of("media"));

      assertThat(session()).isEqualTo("none");
    }
  }

  @Nested
  class ANewLeg {
    @Test
    void isNeverOnTheSessionsOwnMachineWhenThereIsAnother() {
      node("a", 0, 0, false, ALL);
      node("b", 0, 99, false, ALL);

      assertThat(media()).isEqualTo("b");
    }

    @Test
    void isHereWhenThereIsNoOther() {
      node("a", 0, 0, false, ALL);

      assertThat(media()).isEqualTo("a");
    }

    @Test
    void isHereWhenTheOnlyOtherHasRefused() {
      node("a", 0, 0, false, ALL);
      node("b", 0, 0, false, ALL);

      assertThat(media("b")).isEqualTo("a");
    }

    @Test
    void goesToTheLeastLoadedOfTheOthers() {
      node("a", 0, 0, false, ALL);
      node("b", 0, 60, false, ALL);
      node("c", 0, 40, false, ALL);

      assertThat(media()).isEqualTo("c");
    }

    @Test
    void countsWhatWasHandedOutSinceTheLastReport() {
      node("b", 0, 40, false, ALL);
      node("c", 0, 40, false, ALL);

      assertThat(view.mediaNode("a", Set.of(), Map.of("b", 1)).map(NodeStatus::name)).contains("c");
    }

    @Test
    void avoidsANodeThatDrains() {
      node("a", 0, 0, false, List.of("session"));
      node("b", 0, 0, true, ALL);
      node("c", 0, 90, false, ALL);

      assertThat(media()).isEqualTo("c");
    }

    @Test
    void findsNobodyWhenAllHaveRefused() {
      node("b", 0, 0, false, ALL);

      assertThat(media("b")).isEqualTo("none");
    }
  }

  @Nested
  class Shards {
    private void shards(String name, boolean draining, Integer... shards) {
      node(name, 0, 0, draining, ALL, List.of(shards), false);
    }

    @Test
    void areSpreadWhenNoNodeHasMoreThanItsShare() {
      shards("a", false, 1, 2);
      shards("b", false, 3);
      node("c", 0, 0, false, List.of("media"), List.of(), false);

      assertThat(view.isSpread(3)).isTrue();
    }

    @Test
    void areNotWhileOneHasMore() {
      shards("a", false, 1, 2, 3);
      shards("b", false);

      assertThat(view.isSpread(3)).isFalse();
    }

    @Test
    void ofANodeThatDrainsCountUntilItHasLeft() {
      shards("a", true, 1, 2, 3);
      shards("b", false);
      assertThat(view.isSpread(3)).isFalse();

      shards("b", false, 1, 2, 3);
      view = view.only(Set.of("b"));
      assertThat(view.isSpread(3)).isTrue();
    }

    @Test
    void areSpreadWhenOneNodeHasThemAll() {
      shards("a", false, 1, 2, 3);

      assertThat(view.isSpread(3)).isTrue();
    }
  }

  @Test
  void theJournalIsAwayWhenHalfOfTheSessionNodesSaySo() {
    node("a", 0, 0, false, ALL);
    node("b", 0, 0, false, ALL);
    node("m", 0, 0, false, List.of("media"), List.of(), true);
    assertThat(view.isJournalAway()).isFalse();

    node("c", 0, 0, false, ALL, List.of(), true);
    assertThat(view.isJournalAway()).as("one of three").isFalse();

    node("b", 0, 0, false, ALL, List.of(), true);
    assertThat(view.isJournalAway()).as("two of three").isTrue();
  }

  @Test
  void aNodeThatLeftIsForgotten() {
    node("a", 0, 0, false, ALL);
    node("b", 0, 0, false, ALL);

    view = view.only(Set.of("a"));

    assertThat(view.sorted()).extracting(NodeStatus::name).containsExactly("a");
  }
}
