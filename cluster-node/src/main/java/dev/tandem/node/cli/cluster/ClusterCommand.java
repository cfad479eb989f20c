package dev.tandem.node.cli.cluster;

import dev.tandem.node.cli.CommandFailure;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tandem cluster up|down|status|add|remove|roll`.
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "A cluster of real nodes on this machine.")
public final class ClusterCommand implements Runnable {
  private static final int NOT_RUNNING = 3;

  @Spec CommandSpec spec = CommandSpec.create();

  private ClusterCommand() {}

  public static CommandLine create() {
    return new CommandLine(new ClusterCommand())
        .addSubcommand(new UpCommand())
        .addSubcommand(new DownCommand())
        .addSubcommand(new AddCommand())
        .addSubcommand(new RemoveCommand())
        .addSubcommand(new RollCommand())
        .addSubcommand(new StatusCommand());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "cluster: up, down, status, add, remove or roll?");
  }

  static final class Where {
    @Option(
        names = "--dir",
        paramLabel = "DIR",
        defaultValue = "${env:TANDEM_HOME:-.}/data/cluster",
        description = "Where logs, pids and the database are kept. Default: ${DEFAULT-VALUE}.")
    Path dir = Path.of("data", "cluster");
  }

  static ClusterFile.Content present(LocalCluster cluster, Where where) {
    return cluster
        .file()
        .read()
        .orElseThrow(() ->
            new CommandFailure(
                NOT_RUNNING, "no cluster in " + where.dir.toAbsolutePath().normalize()));
  }

  /// As [#present], with at least one node that runs.
  static ClusterFile.Content running(LocalCluster cluster, Where where) {
    ClusterFile.Content content = present(cluster, where);
    if (LocalChange.running(content.members()).isEmpty()) {
      throw new CommandFailure(NOT_RUNNING, "no node runs; `cluster up` starts them again");
    }
    return content;
  }
}
