package dev.tandem.node.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemberTest {
  @Test
  void aNodeThatStartsAgainJoinsThoseThatRunAndNeverFoundsAClusterOfItsOwn() {
    Member first = member("node-1", "127.0.0.1:25520");
    Member second = member("node-2", "127.0.0.1:25521");

    assertThat(first.argumentsToJoin(List.of(second)))
        .containsExactly("run", "--seed", "127.0.0.1:25521");
    assertThat(first.argumentsToJoin(List.of())).containsExactly("run");
  }

  private static Member member(String name, String cluster) {
    return new Member(
        name, List.of("session"), null, "127.0.0.1:1", cluster, 0, null, "log", List.of("run"));
  }
}
