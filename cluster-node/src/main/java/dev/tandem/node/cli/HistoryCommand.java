package dev.tandem.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tandem history SESSION`: how a call that is up came to be where it is.
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "Print what a live session has done by its state table, oldest first, the last 50 steps,",
      "and what can happen next. After the death of its node the steps begin anew."
    })
final class HistoryCommand implements Runnable {
  @Parameters(
      paramLabel = "SESSION",
      description = "Its id, as GET /api/v1/sessions and the logs say, like 42-9k3vq0x2ma7b.")
  String session = "";

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description = "HTTP interface of any node of the cluster (default: ${DEFAULT-VALUE}).")
  String http = "";

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    if (!session.matches("[A-Za-z0-9._-]{1,128}")) {
      throw new CommandFailure(ExitCode.USAGE, "a session id is like 42-9k3vq0x2ma7b");
    }
    JsonNode history = HttpQuestions.get(http, "/api/v1/sessions/" + session + "/history");
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s %s in %s on %s, by %s%n",
        text(history, "id"),
        text(history, "role"),
        text(history, "state"),
        text(history, "node"),
        text(history, "source"));
    if (history.has("recovered")) {
      out.println("woke from the journal at " + text(history, "recovered"));
    }
    for (JsonNode step : history.path("steps")) {
      out.printf(
          "%-24s %-26s %s -> %s  (%s)%n",
          text(step, "at"),
          text(step, "event"),
          text(step, "from"),
          text(step, "to"),
          text(step, "row"));
    }
    List<String> possible = new ArrayList<>();
    history.path("possible").forEach(it -> possible.add(it.asText()));
    out.println("possible now: " + String.join(", ", possible));
    out.flush();
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asText();
  }
}
