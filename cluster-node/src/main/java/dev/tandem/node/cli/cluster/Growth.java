package dev.tandem.node.cli.cluster;

import dev.tandem.node.cli.CommandFailure;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// Which name and ports one more node of a running local cluster gets. Pure but for asking [Ports].
final class Growth {
  private static final int FIRST_RTP = 10_000;
  private static final int END_OF_RTP = 32_000;
  private static final int MAX_RTP_PORTS = 8_000;
  private static final int MIN_RTP_PORTS = 100;

  private Growth() {}

  /// @param ports give numbers that nobody listens on; those of nodes that are down are passed over
  static ClusterPlan.Planned next(
      List<Member> members, List<String> roles, Ports sip, Ports http, Ports cluster) {
    Set<Integer> taken = taken(members);
    OptionalInt rtp =
        roles.contains("media") ? OptionalInt.of(firstRtp(members)) : OptionalInt.empty();
    return new ClusterPlan.Planned(
        name(members, roles),
        roles,
        roles.contains("edge") ? OptionalInt.of(free(sip, taken)) : OptionalInt.empty(),
        free(http, taken),
        free(cluster, taken),
        rtp,
        rtp.isPresent() ? Math.min(MAX_RTP_PORTS, END_OF_RTP - rtp.getAsInt()) / 2 * 2 : 0);
  }

  private static String name(List<Member> members, List<String> roles) {
    String kind = roles.equals(List.of("media")) ? "media-" : "node-";
    for (int number = 1; ; number++) {
      String name = kind + number;
      if (members.stream().noneMatch(it -> it.name().equals(name))) {
        return name;
      }
    }
  }

  private static Set<Integer> taken(List<Member> members) {
    var taken = new HashSet<Integer>();
    for (Member member : members) {
      Stream.of(member.sip(), member.http(), member.cluster())
          .filter(it -> it != null)
          .forEach(it -> taken.add(Integer.valueOf(it.substring(it.lastIndexOf(':') + 1))));
    }
    return taken;
  }

  private static int free(Ports ports, Set<Integer> taken) {
    int port = ports.take();
    while (taken.contains(port)) {
      port = ports.take();
    }
    return port;
  }

  /// Behind those of all others.
  private static int firstRtp(List<Member> members) {
    int first = FIRST_RTP;
    for (String range : members.stream().flatMap(it -> range(it).stream()).toList()) {
      first = Math.max(first, Integer.parseInt(range.substring(range.indexOf('-') + 1)) + 1);
    }
    if (END_OF_RTP - first < MIN_RTP_PORTS) {
      throw new CommandFailure(
          1, "no RTP ports are left for another media node; --media of `up` shares them out");
    }
    return first;
  }

  private static List<String> range(Member member) {
    int at = member.arguments().indexOf("--rtp-ports");
    return at < 0 ? List.of() : List.of(member.arguments().get(at + 1));
  }
}
