package dev.tandem.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tandem records`: the calls that have ended, one JSON object a line.
@Command(
    name = "records",
    mixinStandardHelpOptions = true,
    description = {
      "Print the records of calls that have ended, oldest first, one JSON object a line.",
      "Each has a `seq`; give the last one seen as --after to go on from there."
    })
final class RecordsCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description = "HTTP interface of a node that keeps sessions (default: ${DEFAULT-VALUE}).")
  String http = "";

  @Option(names = "--after", paramLabel = "SEQ", description = "Only records beyond this number.")
  long after;

  @Option(names = "--follow", description = "Go on with those to come, until Ctrl-C.")
  boolean follow;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    var mapper = new ObjectMapper();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      while (true) {
        JsonNode records = page(client, mapper);
        for (JsonNode each : records) {
          after = each.path("seq").asLong();
          out.println(each);
        }
        out.flush();
        if (records.isEmpty() && !follow) {
          return ExitCode.OK;
        }
      }
    }
  }

  private JsonNode page(HttpClient client, ObjectMapper mapper) throws InterruptedException {
    String path = "/api/v1/records?limit=1000&after=" + after + (follow ? "&wait=4" : "");
    var request =
        HttpRequest.newBuilder(URI.create("http://" + http + path)).timeout(LIMIT).build();
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode json = mapper.readTree(answer.body());
      if (answer.statusCode() != 200) {
        throw new CommandFailure(ExitCode.FAILED, json.path("detail").asText(answer.body()));
      }
      return json.path("records");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "no answer from http://"
              + http
              + " (--http): "
              + (e.getMessage() == null ? "nobody listens there" : e.getMessage()));
    }
  }
}
