package dev.tandem.node.cli.cluster;

import dev.tandem.node.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tandem cluster remove NODE`: one node less.
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Drain a node, wait until it has ended, and forget it.")
final class RemoveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NODE", description = "Its name, as `cluster status` shows.")
  String name = "";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Then it is killed. Default: ${DEFAULT-VALUE}.")
  int seconds = 120;

  @Option(
      names = "--force",
      description = "Also when it is the last one with one of its roles: calls will be lost.")
  boolean force;

  @Mixin ClusterCommand.Where where = new ClusterCommand.Where();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var cluster = new LocalCluster(where.dir);
    ClusterFile.Content content = ClusterCommand.running(cluster, where);
    Member member =
        content.members().stream()
            .filter(it -> it.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new CommandFailure(1, "no node " + name + "; `cluster status` lists them"));
    PrintWriter out = spec.commandLine().getOut();
    new LocalChange(cluster, out)
        .remove(content, member, force, Duration.ofSeconds(Math.max(1, seconds)));
    out.println(name + " has left");
    out.flush();
    return 0;
  }
}
