package dev.tandem.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks the HTTP interface of a running node.
final class HttpQuestions {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private HttpQuestions() {}

  static JsonNode get(String http, String path) {
    return ask(http, HttpRequest.newBuilder(uri(http, path)).GET());
  }

  static JsonNode post(String http, String path) {
    return ask(
        http, HttpRequest.newBuilder(uri(http, path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private static URI uri(String http, String path) {
    try {
      return URI.create("http://" + http + path);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "--http takes HOST:PORT, not " + http);
    }
  }

  private static JsonNode ask(String http, HttpRequest.Builder request) {
    var mapper = new ObjectMapper();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpResponse<String> answer =
          client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
      JsonNode body = mapper.readTree(answer.body());
      if (answer.statusCode() / 100 != 2) {
        throw new CommandFailure(ExitCode.FAILED, body.path("detail").asText(answer.body()));
      }
      return body;
    } catch (IOException e) {
      String why = e.getMessage() == null ? "nobody listens there" : e.getMessage();
      throw new CommandFailure(
          ExitCode.FAILED, "no answer from http://" + http + " (--http): " + why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, "interrupted");
    }
  }
}
