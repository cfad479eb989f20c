package dev.tandem.node.cli.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node that was started.
///
/// @param sip `host:port`, absent without the edge role
/// @param started when the process began: with the pid it tells a process from a later one
/// @param log file of what it logs
/// @param arguments to start it again
@JsonInclude(JsonInclude.Include.NON_NULL)
record Member(
    String name,
    List<String> roles,
    @Nullable String sip,
    String http,
    String cluster,
    long pid,
    @Nullable Instant started,
    String log,
    List<String> arguments) {
  Member {
    roles = List.copyOf(roles);
    arguments = List.copyOf(arguments);
  }

  /// What the node is told when it starts again beside others: to join those. With the seeds it was
  /// first given it would found a second cluster, on the same database, if they were slow to
  /// answer.
  List<String> argumentsToJoin(List<Member> others) {
    var all = new ArrayList<>(arguments);
    others.forEach(other -> all.addAll(List.of("--seed", other.cluster())));
    return List.copyOf(all);
  }

  Member runningAs(ProcessHandle process) {
    return new Member(
        name,
        roles,
        sip,
        http,
        cluster,
        process.pid(),
        process.info().startInstant().orElse(null),
        log,
        arguments);
  }
}
