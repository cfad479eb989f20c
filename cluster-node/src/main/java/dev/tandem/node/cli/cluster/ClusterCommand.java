package dev.tandem.node.cli.cluster;

import dev.tandem.node.cli.CommandFailure;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tandem cluster up|down|status`.
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
        .addSubcommand(new StatusCommand());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "cluster: up, down or status?");
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
}
