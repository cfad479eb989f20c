package dev.tandem.node.cli.cluster;

import dev.tandem.node.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tandem cluster up`: prints a table of what runs then. A second one says it is up already.
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Start a cluster and wait until it is ready.")
final class UpCommand implements Callable<Integer> {
  private static final int MAX_NODES = 16;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "2",
      description = "Nodes for SIP and sessions. Default: ${DEFAULT-VALUE}.")
  int nodes = 2;

  @Option(
      names = "--media",
      paramLabel = "M",
      defaultValue = "1",
      description = "Nodes for RTP; 0: the others do that too. Default: ${DEFAULT-VALUE}.")
  int media = 1;

  @Option(
      names = "--db",
      paramLabel = "JDBC-URL",
      description = "A database that is there. Default: a PostgreSQL of the cluster's own.")
  @Nullable String db;

  @Option(names = "--config", paramLabel = "FILE", description = "More settings for every node.")
  @Nullable Path config;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long a start may take. Default: ${DEFAULT-VALUE}.")
  int limitSeconds = 120;

  @Mixin ClusterCommand.Where where = new ClusterCommand.Where();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkCounts();
    var cluster = new LocalCluster(where.dir);
    PrintWriter out = spec.commandLine().getOut();
    Optional<ClusterFile.Content> there = cluster.file().read();
    if (there.isPresent() && isWhole(there.get())) {
      out.println("already up in " + where.dir.toAbsolutePath().normalize());
      print(there.get().members(), out);
      return 0;
    }
    if (there.isPresent()) {
      cluster.down(there.get(), Duration.ofSeconds(5)); // what a crash or a reboot left
    }
    spec.commandLine().getErr().println("tandem: starting " + (nodes + media) + " nodes ...");
    spec.commandLine().getErr().flush();
    print(cluster.up(wish()), out);
    return 0;
  }

  private LocalCluster.Wish wish() {
    var plan =
        ClusterPlan.of(
            nodes, media, new Ports(5_060, 2), new Ports(8_080, 1), new Ports(25_520, 1));
    return new LocalCluster.Wish(plan, db, config, Duration.ofSeconds(limitSeconds));
  }

  private void checkCounts() {
    if (nodes < 1 || nodes > MAX_NODES || media < 0 || media > MAX_NODES) {
      throw new ParameterException(
          spec.commandLine(),
          "--nodes must be 1 to " + MAX_NODES + " and --media 0 to " + MAX_NODES);
    }
    if (limitSeconds < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 or more");
    }
  }

  /// Some nodes gone means something is wrong that a second `up` must not hide.
  private static boolean isWhole(ClusterFile.Content content) {
    long alive = content.members().stream().filter(m -> NodeProcess.find(m).isPresent()).count();
    if (alive > 0 && alive < content.members().size()) {
      throw new CommandFailure(
          1,
          "only %d of %d nodes run; see `tandem cluster status`, or take it down first"
              .formatted(alive, content.members().size()));
    }
    return alive > 0;
  }

  private static void print(List<Member> members, PrintWriter out) {
    var table = new Table("NODE", "ROLES", "SIP", "HTTP", "CLUSTER", "PID", "LOG");
    for (Member member : members) {
      String sip = member.sip();
      table.row(
          member.name(),
          String.join(",", member.roles()),
          sip == null ? "-" : sip,
          member.http(),
          member.cluster(),
          "" + member.pid(),
          member.log());
    }
    table.print(out);
    out.flush();
  }
}
