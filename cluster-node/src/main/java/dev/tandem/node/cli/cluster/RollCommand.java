package dev.tandem.node.cli.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tandem cluster roll`: what an operator does to give a cluster new settings.
@Command(
    name = "roll",
    mixinStandardHelpOptions = true,
    description = "Restart the nodes one at a time; calls go on. Every role needs two nodes.")
final class RollCommand implements Callable<Integer> {
  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long each step of each node may take. Default: ${DEFAULT-VALUE}.")
  int seconds = 120;

  @Mixin ClusterCommand.Where where = new ClusterCommand.Where();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var cluster = new LocalCluster(where.dir);
    ClusterFile.Content content = ClusterCommand.running(cluster, where);
    PrintWriter out = spec.commandLine().getOut();
    new LocalChange(cluster, out).roll(content, Duration.ofSeconds(Math.max(1, seconds)));
    out.println("restarted: " + content.members().size() + " nodes");
    out.flush();
    return 0;
  }
}
