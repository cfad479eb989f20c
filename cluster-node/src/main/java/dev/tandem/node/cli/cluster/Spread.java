package dev.tandem.node.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Whether each session node has its share of the shards.
final class Spread {
  private static final int TOLERATED_PART = 10;

  private Spread() {}

  /// The counts that a node's list of all nodes shows.
  static List<Integer> of(JsonNode nodes) {
    var shards = new ArrayList<Integer>();
    for (JsonNode node : nodes) {
      if (node.path("status").asText().equals("Up") && node.path("shards").isInt()) {
        shards.add(node.path("shards").asInt());
      }
    }
    return List.copyOf(shards);
  }

  /// Whether all of them are members, take work and have told what they have.
  static boolean areThere(JsonNode nodes, List<Member> members) {
    return members.stream().allMatch(member -> isThere(nodes, member));
  }

  private static boolean isThere(JsonNode nodes, Member member) {
    for (JsonNode node : nodes) {
      if (node.path("address").asText().equals(member.cluster())) {
        return node.path("status").asText().equals("Up")
            && !node.path("draining").asBoolean()
            && (!member.roles().contains("session") || node.path("shards").isInt())
            && (!member.roles().contains("media") || node.path("legs").isInt());
      }
    }
    return false;
  }

  static boolean isEven(List<Integer> shards) {
    if (shards.isEmpty()) {
      return true;
    }
    int total = shards.stream().mapToInt(Integer::intValue).sum();
    int apart = Collections.max(shards) - Collections.min(shards);
    return apart <= Math.max(2, total / TOLERATED_PART);
  }
}
