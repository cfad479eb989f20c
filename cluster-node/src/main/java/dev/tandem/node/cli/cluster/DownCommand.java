package dev.tandem.node.cli.cluster;

import dev.tandem.node.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tandem cluster down`: the nodes first, their database last.
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "End the cluster; its data and logs stay.")
final class DownCommand implements Callable<Integer> {
  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      defaultValue = "45",
      description = "Then nodes that still run are killed. Default: ${DEFAULT-VALUE}.")
  int graceSeconds = 45;

  @Mixin ClusterCommand.Where where = new ClusterCommand.Where();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var cluster = new LocalCluster(where.dir);
    ClusterFile.Content content = ClusterCommand.present(cluster, where);
    List<String> killed = cluster.down(content, Duration.ofSeconds(Math.max(0, graceSeconds)));
    PrintWriter out = spec.commandLine().getOut();
    out.println("down: " + content.members().size() + " nodes");
    out.flush();
    if (!killed.isEmpty()) {
      throw new CommandFailure(1, "had to be killed: " + String.join(", ", killed));
    }
    return 0;
  }
}
