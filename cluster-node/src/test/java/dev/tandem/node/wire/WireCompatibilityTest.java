package dev.tandem.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A rolling upgrade has two releases side by side, and a journal has the events of all of them.
///
/// When this fails, the change cannot be rolled out: add a nullable component instead, keep names.
class WireCompatibilityTest {
  private static final List<String> RELEASES = List.of("0.1.json");

  private static WireFixtures now;

  @BeforeAll
  static void start() {
    now = new WireFixtures();
  }

  @AfterAll
  static void stop() {
    now.close();
  }

  private static JsonNode release(String file) throws IOException {
    try (InputStream in = WireCompatibilityTest.class.getResourceAsStream(file)) {
      return WireFixtures.JSON.readTree(Objects.requireNonNull(in, file));
    }
  }

  /// With something in every object that a later release may have added.
  private static JsonNode grown(JsonNode tree) {
    JsonNode copy = tree.deepCopy();
    grow(copy);
    return copy;
  }

  private static void grow(JsonNode tree) {
    tree.forEach(WireCompatibilityTest::grow);
    if (tree instanceof ObjectNode object) {
      object.put("ofALaterRelease", 7);
    }
  }

  /// Where `there` says something else than `before` did; what it says besides is no matter.
  private static List<String> lost(String where, JsonNode before, JsonNode there) {
    var lost = new ArrayList<String>();
    if (before.isObject()) {
      before
          .properties()
          .forEach(it ->
              lost.addAll(lost(where + "/" + it.getKey(), it.getValue(), there.path(it.getKey()))));
    } else if (before.isArray()) {
      for (int i = 0; i < before.size(); i++) {
        lost.addAll(lost(where + "/" + i, before.get(i), there.path(i)));
      }
    } else if (!before.asText().equals(there.asText())) {
      lost.add(where + ": " + before + " became " + there);
    }
    return lost;
  }

  @Test
  void whatFormerReleasesWroteIsReadWithNothingLost() throws Exception {
    var wrong = new ArrayList<String>();
    for (String file : RELEASES) {
      for (Map.Entry<String, JsonNode> old : release(file).properties()) {
        try {
          Object read = now.read(old.getKey(), old.getValue());
          wrong.addAll(lost(old.getKey(), old.getValue(), now.tree(read)));
        } catch (Exception e) {
          wrong.add(file + ": " + old.getKey() + ": " + e);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatALaterReleaseAddsIsPassedOver() throws Exception {
    var wrong = new ArrayList<String>();
    for (Class<?> type : Samples.types()) {
      JsonNode tree = now.written(type);
      try {
        Object read = now.read(type.getName(), grown(tree));
        wrong.addAll(lost(type.getName(), tree, now.tree(read)));
      } catch (Exception e) {
        wrong.add(type.getName() + ": " + e);
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// Else the next release is not held against it.
  @Test
  void theNewestFixturesKnowEveryType() throws Exception {
    JsonNode newest = release(RELEASES.getLast());
    assertThat(Samples.types())
        .extracting(Class::getName)
        .allMatch(newest::has, "is in " + RELEASES.getLast());
  }
}
