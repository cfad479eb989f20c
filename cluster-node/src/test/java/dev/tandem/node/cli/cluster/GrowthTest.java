package dev.tandem.node.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.node.cli.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static Member member(
      String name, @Nullable String sip, int port, List<String> arguments) {
    return new Member(
        name,
        List.of("session"),
        sip,
        "127.0.0.1:" + port,
        "127.0.0.1:" + (port + 1),
        0,
        null,
        "log",
        arguments);
  }

  private static ClusterPlan.Planned next(List<Member> members, String... roles) {
    return Growth.next(
        members, List.of(roles), new Ports(45_060, 2), new Ports(48_080, 1), new Ports(45_520, 1));
  }

  @Test
  void aNewNodeTakesTheFirstFreeNameAndNoPortOfANodeThatIsDown() {
    var node =
        next(List.of(member("node-1", "127.0.0.1:45060", 48_080, List.of())), "edge", "session");

    assertThat(node.name()).isEqualTo("node-2");
    assertThat(node.sipPort().orElseThrow()).isGreaterThan(45_060);
    assertThat(node.httpPort()).isGreaterThan(48_081);
    assertThat(node.firstRtpPort()).isEmpty();
  }

  @Test
  void theNameOfANodeThatLeftIsTakenAgain() {
    var there =
        List.of(
            member("media-1", null, 48_080, List.of("--rtp-ports", "10000-13999")),
            member("media-3", null, 48_090, List.of("--rtp-ports", "14000-17999")));
    var node = next(there, "media");

    assertThat(node.name()).isEqualTo("media-2");
    assertThat(node.sipPort()).isEmpty();
    assertThat(node.firstRtpPort()).hasValue(18_000);
    assertThat(node.rtpPorts()).isEqualTo(8_000);
  }

  @Test
  void rtpPortsEnd() {
    var there = new ArrayList<Member>();
    there.add(member("media-1", null, 48_080, List.of("--rtp-ports", "10000-31899")));
    assertThat(next(there, "media").rtpPorts()).isEqualTo(100);

    there.add(member("media-2", null, 48_090, List.of("--rtp-ports", "31900-31901")));
    assertThatThrownBy(() -> next(there, "media"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no RTP ports");
  }

  @Test
  void shardsAreSpreadWhenEveryNodeHasAboutItsShare() {
    assertThat(Spread.isEven(List.of(25, 25))).isTrue();
    assertThat(Spread.isEven(List.of(30, 20))).isFalse();
    assertThat(Spread.isEven(List.of(2, 0))).isTrue();
    assertThat(Spread.isEven(List.of())).isTrue();
  }

  @Test
  void aNodeIsThereWhenItIsUpAndHasToldWhatItHas() throws Exception {
    var members = List.of(member("node-1", null, 48_080, List.of()));
    assertThat(Spread.areThere(nodes("Up", false, "\"shards\": 1"), members)).isTrue();
    assertThat(Spread.areThere(nodes("Up", true, "\"shards\": 1"), members)).isFalse();
    assertThat(Spread.areThere(nodes("Joining", false, "\"shards\": 1"), members)).isFalse();
    assertThat(Spread.areThere(nodes("Up", false, "\"legs\": 1"), members)).isFalse();
    assertThat(Spread.areThere(new ObjectMapper().readTree("[]"), members)).isFalse();
  }

  private static JsonNode nodes(String status, boolean draining, String more) throws Exception {
    return new ObjectMapper()
        .readTree(
            "[{\"address\": \"127.0.0.1:48081\", \"status\": \"%s\", \"draining\": %s, %s}]"
                .formatted(status, draining, more));
  }
}
