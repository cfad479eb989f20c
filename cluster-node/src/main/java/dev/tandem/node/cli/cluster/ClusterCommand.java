package dev.tandem.node.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tandem.node.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  private static final int MAX_NODES = 16;

  @Spec CommandSpec spec = CommandSpec.create();

  private ClusterCommand() {}

  public static CommandLine create() {
    return new CommandLine(new ClusterCommand())
        .addSubcommand(new Up())
        .addSubcommand(new Down())
        .addSubcommand(new Status());
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

  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Start a cluster and wait until it is ready.")
  static final class Up implements Callable<Integer> {
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

    @Mixin Where where = new Where();
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

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "End the cluster; its data and logs stay.")
  static final class Down implements Callable<Integer> {
    @Option(
        names = "--grace",
        paramLabel = "SECONDS",
        defaultValue = "45",
        description = "Then nodes that still run are killed. Default: ${DEFAULT-VALUE}.")
    int graceSeconds = 45;

    @Mixin Where where = new Where();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
      var cluster = new LocalCluster(where.dir);
      ClusterFile.Content content = present(cluster, where);
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

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Ask every node how it is. Exit code 0: all ready, 1: not all, 3: no cluster.")
  static final class Status implements Callable<Integer> {
    @Mixin Where where = new Where();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
      List<Member> members = present(new LocalCluster(where.dir), where).members();
      var table = new Table("NODE", "ROLES", "SHARDS", "SESSIONS", "LEGS", "LOAD", "PID", "STATE");
      boolean allReady = true;
      try (var api = new NodeApi()) {
        Optional<JsonNode> views = views(api, members);
        for (Member member : members) {
          boolean runs = NodeProcess.find(member).isPresent();
          String state = runs ? api.readiness(member) : "ended";
          allReady &= state.equals("ready");
          JsonNode view = viewOf(member, views);
          table.row(
              member.name(),
              String.join(",", member.roles()),
              shown(view, "shards"),
              shown(view, "sessions"),
              shown(view, "legs"),
              shown(view, "loadPercent"),
              "" + member.pid(),
              state);
        }
      }
      table.print(spec.commandLine().getOut());
      spec.commandLine().getOut().flush();
      return allReady ? 0 : 1;
    }

    private static Optional<JsonNode> views(NodeApi api, List<Member> members)
        throws InterruptedException {
      for (Member member : members) {
        Optional<JsonNode> nodes = api.nodes(member);
        if (nodes.isPresent()) {
          return nodes;
        }
      }
      return Optional.empty();
    }

    private static JsonNode viewOf(Member member, Optional<JsonNode> views) {
      for (JsonNode view : views.orElse(MissingNode.getInstance())) {
        if (view.path("address").asText().equals(member.cluster())) {
          return view;
        }
      }
      return MissingNode.getInstance();
    }

    private static String shown(JsonNode view, String field) {
      JsonNode value = view.path(field);
      if (value.isMissingNode() || value.isNull()) {
        return "-";
      }
      return field.endsWith("Percent") ? Math.round(value.asDouble()) + "%" : value.asText();
    }
  }

  private static ClusterFile.Content present(LocalCluster cluster, Where where) {
    return cluster
        .file()
        .read()
        .orElseThrow(() ->
            new CommandFailure(
                NOT_RUNNING, "no cluster in " + where.dir.toAbsolutePath().normalize()));
  }
}
