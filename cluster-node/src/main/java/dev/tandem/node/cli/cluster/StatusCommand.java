package dev.tandem.node.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tandem cluster status`: what each process and each node says of itself.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Ask every node how it is. Exit code 0: all ready, 1: not all, 3: no cluster.")
final class StatusCommand implements Callable<Integer> {
  @Mixin ClusterCommand.Where where = new ClusterCommand.Where();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    List<Member> members = ClusterCommand.present(new LocalCluster(where.dir), where).members();
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
