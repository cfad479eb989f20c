package dev.tandem.node.cli.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tandem cluster add`: one node more.
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Start one more node; shards and new calls come to it, no call is disturbed.")
final class AddCommand implements Callable<Integer> {
  private static final Set<String> ROLES = Set.of("edge", "session", "media");

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      split = ",",
      defaultValue = "edge,session",
      description = "Of edge, session, media. Default: ${DEFAULT-VALUE}.")
  List<String> roles = List.of("edge", "session");

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long the start may take. Default: ${DEFAULT-VALUE}.")
  int limitSeconds = 120;

  @Mixin FirstPorts ports = new FirstPorts();
  @Mixin ClusterCommand.Where where = new ClusterCommand.Where();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (roles.isEmpty() || !ROLES.containsAll(roles)) {
      throw new ParameterException(spec.commandLine(), "--roles: of edge, session, media");
    }
    var cluster = new LocalCluster(where.dir);
    ClusterFile.Content content = ClusterCommand.running(cluster, where);
    PrintWriter out = spec.commandLine().getOut();
    ClusterPlan.Planned node =
        Growth.next(content.members(), roles, ports.sip(), ports.http(), ports.cluster());
    Member member =
        new LocalChange(cluster, out).add(content, node, Duration.ofSeconds(limitSeconds));
    UpCommand.print(List.of(member), out);
    return 0;
  }
}
