package dev.tandem.node.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// Asks a node over HTTP how it is.
final class NodeApi implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final ObjectMapper mapper = new ObjectMapper();

  /// `ready`, or why not.
  String readiness(Member member) throws InterruptedException {
    return get(member, "/health/ready")
        .map(answer -> answer.at("/status").asText().equals("ok") ? "ready" : reasons(answer))
        .orElse("silent");
  }

  /// What the member says of all nodes; empty when it does not answer.
  Optional<JsonNode> nodes(Member member) throws InterruptedException {
    return get(member, "/api/v1/nodes")
        .map(answer -> answer.at("/nodes"))
        .filter(JsonNode::isArray);
  }

  /// Asks for the node at that cluster address to leave.
  ///
  /// @return why it does not, empty when it does
  Optional<String> drain(Member asked, String address, boolean force) throws InterruptedException {
    String path = "/api/v1/nodes/" + address + "/drain" + (force ? "?force=true" : "");
    var request =
        HttpRequest.newBuilder(URI.create("http://" + asked.http() + path))
            .timeout(LIMIT)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 202
          ? Optional.empty()
          : Optional.of(mapper.readTree(answer.body()).path("detail").asText());
    } catch (IOException e) {
      return Optional.of(asked.name() + " does not answer: " + e.getMessage());
    }
  }

  private static String reasons(JsonNode answer) {
    var text = new StringBuilder();
    answer.at("/reasons").forEach(r -> text.append(text.isEmpty() ? "" : "; ").append(r.asText()));
    return text.toString();
  }

  private Optional<JsonNode> get(Member member, String path) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + member.http() + path)).timeout(LIMIT).build();
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return Optional.of(mapper.readTree(answer.body()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
