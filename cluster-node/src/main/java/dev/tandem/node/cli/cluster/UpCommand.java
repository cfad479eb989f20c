package dev.tandem.node.cli.cluster;

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

/// `tandem cluster up`: prints a table of what runs then. A second one says it is up already, or
/// starts again what has ended.
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

  private static final Duration LEAVING = Duration.ofSeconds(20);

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

  @Mixin FirstPorts ports = new FirstPorts();
  @Mixin ClusterCommand.Where where = new ClusterCommand.Where();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkCounts();
    var cluster = new LocalCluster(where.dir);
    Optional<ClusterFile.Content> there = cluster.file().read();
    List<Member> members =
        there.isPresent() && alive(there.get()) > 0
            ? complete(cluster, there.get())
            : anew(cluster, there);
    print(members, spec.commandLine().getOut());
    return 0;
  }

  /// Ports, roles and settings stay as the cluster was started.
  private List<Member> complete(LocalCluster cluster, ClusterFile.Content there)
      throws IOException, InterruptedException {
    awaitLeavers(there);
    long missing = there.members().size() - alive(there);
    if (missing == 0) {
      String dir = where.dir.toAbsolutePath().normalize().toString();
      boolean database = cluster.restoreDatabase(there);
      say(
          database
              ? "the database had ended and was started again; all nodes are up in " + dir
              : "already up in " + dir + ", as it was started: options do not change that");
      return there.members();
    }
    say("starting again what has ended, nodes=" + missing + " ...");
    return cluster.repair(there, Duration.ofSeconds(limitSeconds));
  }

  /// A node that has left its cluster takes a moment to end; it is not one that runs.
  private static void awaitLeavers(ClusterFile.Content there) throws InterruptedException {
    long deadline = System.nanoTime() + LEAVING.toNanos();
    try (var api = new NodeApi()) {
      for (Member member : there.members()) {
        while (NodeProcess.find(member).isPresent()
            && api.readiness(member).equals("silent")
            && System.nanoTime() - deadline < 0) {
          Thread.sleep(200);
        }
      }
    }
  }

  private List<Member> anew(LocalCluster cluster, Optional<ClusterFile.Content> left)
      throws IOException, InterruptedException {
    if (left.isPresent()) {
      cluster.down(left.get(), Duration.ofSeconds(5)); // what a crash or a reboot left
    }
    say("starting " + (nodes + media) + " nodes ...");
    return cluster.up(wish());
  }

  private void say(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("tandem: " + text);
    err.flush();
  }

  private LocalCluster.Wish wish() {
    var plan = ClusterPlan.of(nodes, media, ports.sip(), ports.http(), ports.cluster());
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

  private static long alive(ClusterFile.Content content) {
    return content.members().stream().filter(m -> NodeProcess.find(m).isPresent()).count();
  }

  static void print(List<Member> members, PrintWriter out) {
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
