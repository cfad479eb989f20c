package dev.tandem.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tandem drain NODE`: a node leaves its cluster without a call noticing.
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    description = {
      "Let a node give up its calls to the others, leave and end; waits until it is gone.",
      "Exit code 0: it has left, 1: not in time or refused."
    })
final class DrainCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @Parameters(
      paramLabel = "NODE",
      description = "Its cluster address, HOST:PORT, as `cluster up` prints under CLUSTER.")
  String node = "";

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description = "HTTP interface of any node of the cluster (default: ${DEFAULT-VALUE}).")
  String http = "";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait until it is gone (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--force",
      description = "Also when it is the last one with one of its roles: calls will be lost.")
  boolean force;

  @Spec CommandSpec spec = CommandSpec.create();

  private final ObjectMapper mapper = new ObjectMapper();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--wait must be 1 or more");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      String path = "/api/v1/nodes/" + URLEncoder.encode(node, StandardCharsets.UTF_8) + "/drain";
      HttpResponse<String> answer =
          client.send(
              request(path + (force ? "?force=true" : ""))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 202) {
        throw new CommandFailure(
            ExitCode.FAILED, mapper.readTree(answer.body()).path("detail").asText(answer.body()));
      }
      return await(client, out);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "no answer from http://"
              + http
              + " (--http): "
              + (e.getMessage() == null ? "nobody listens there" : e.getMessage()));
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + http + path)).timeout(LIMIT);
  }

  private int await(HttpClient client, PrintWriter out) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    String said = "";
    while (System.nanoTime() < deadline) {
      Optional<String> state = state(client);
      if (state.isEmpty()) {
        out.println(node + " has left");
        out.flush();
        return ExitCode.OK;
      }
      if (!state.get().equals(said)) {
        said = state.get();
        out.println(node + " is leaving: " + said);
        out.flush();
      }
      TimeUnit.MILLISECONDS.sleep(300);
    }
    throw new CommandFailure(ExitCode.FAILED, node + " is still there after " + seconds + " s");
  }

  /// Empty when nobody sees it any more.
  private Optional<String> state(HttpClient client) throws InterruptedException {
    try {
      JsonNode nodes =
          mapper
              .readTree(
                  client
                      .send(
                          request("/api/v1/nodes").GET().build(),
                          HttpResponse.BodyHandlers.ofString())
                      .body())
              .path("nodes");
      for (JsonNode each : nodes) {
        if (each.path("address").asText().equals(node)) {
          return Optional.of(
              "sessions=%s legs=%s"
                  .formatted(each.path("sessions").asText("-"), each.path("legs").asText("-")));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it was the node that was asked
    }
  }
}
