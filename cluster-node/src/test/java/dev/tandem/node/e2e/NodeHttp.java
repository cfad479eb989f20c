package dev.tandem.node.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/// What a node says of itself over HTTP.
final class NodeHttp {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String address;

  NodeHttp(String address) {
    this.address = address;
  }

  String address() {
    return address;
  }

  String text(String path) {
    return send(HttpRequest.newBuilder(URI.create("http://" + address + path))).body();
  }

  JsonNode json(String path) {
    try {
      return MAPPER.readTree(text(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Of the whole cluster, without those that have ended.
  List<JsonNode> sessions() {
    var page = json("/api/v1/sessions?limit=1000").path("sessions");
    return StreamSupport.stream(page.spliterator(), false).toList();
  }

  List<JsonNode> nodes() {
    return StreamSupport.stream(json("/api/v1/nodes").path("nodes").spliterator(), false).toList();
  }

  int hangUp(String session) {
    var uri = URI.create("http://" + address + "/api/v1/sessions/" + session);
    return send(HttpRequest.newBuilder(uri).DELETE()).statusCode();
  }

  HttpResponse<String> post(String path) {
    var uri = URI.create("http://" + address + path);
    return send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()));
  }

  HttpResponse<String> post(String path, String body) {
    var uri = URI.create("http://" + address + path);
    return send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  int delete(String path) {
    return send(HttpRequest.newBuilder(URI.create("http://" + address + path)).DELETE())
        .statusCode();
  }

  /// A value of `/metrics`, 0 when there is none yet; all series that begin so together.
  double metric(String series) {
    return text("/metrics")
        .lines()
        .filter(line -> line.startsWith(series) && !line.startsWith("#"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(
          request.timeout(Duration.ofSeconds(15)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
