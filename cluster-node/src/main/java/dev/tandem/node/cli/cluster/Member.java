package dev.tandem.node.cli.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
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
