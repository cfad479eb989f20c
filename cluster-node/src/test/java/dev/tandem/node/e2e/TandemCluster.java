package dev.tandem.node.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What `tandem cluster up` has started: two nodes for SIP and sessions, one for RTP, a database.
class TandemCluster implements AutoCloseable {
  record Ended(int code, String text) {}

  /// A node of it.
  ///
  /// @param address in the cluster
  record Member(
      String name, InetSocketAddress sip, NodeHttp http, String address, long pid, Path log) {
    /// Does not wait for the end: a dead process stays in the list until its parent has looked.
    void strike() {
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    void end() {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    boolean isAlive() {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    void awaitEnd(Duration limit) {
      Await.value(name + " has ended by itself", limit, this::isAlive, alive -> !alive);
    }

    void kill() {
      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      process.destroyForcibly();
      Await.value(name + " is dead", () -> process.isAlive(), alive -> !alive);
    }
  }

  private final Path dir;

  TandemCluster(Path dir) {
    this.dir = dir;
  }

  /// The address of whoever calls it.
  String phones() {
    return "127.0.0.1";
  }

  static TandemCluster up(Path dir, String settings) throws IOException, InterruptedException {
    return up(dir, 2, 1, settings);
  }

  static TandemCluster up(Path dir, int nodes, int media, String settings)
      throws IOException, InterruptedException {
    var cluster = new TandemCluster(dir.resolve("cluster"));
    Path config = Files.writeString(dir.resolve("more.conf"), settings);
    Ended up =
        cluster.command(
            "up",
            "--nodes",
            Integer.toString(nodes),
            "--media",
            Integer.toString(media),
            "--config",
            config.toString());
    must(up.code() == 0, up.text());
    return cluster;
  }

  /// `tandem cluster VERB`.
  Ended command(String verb, String... options) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of("cluster", verb, "--dir", dir.toString()));
    words.addAll(List.of(options));
    return tandem(words.toArray(String[]::new));
  }

  Ended tandem(String... words) throws IOException, InterruptedException {
    String verb = words[1];
    List<String> line = TandemNode.java(160);
    line.addAll(List.of(words));
    Path out = Files.createTempFile(dir.getParent(), words[0], ".txt");
    Process process =
        new ProcessBuilder(line)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      must(process.waitFor(300, TimeUnit.SECONDS), verb + " does not end");
      return new Ended(process.exitValue(), Files.readString(out));
    } finally {
      process.destroyForcibly();
    }
  }

  private Member other(Member member) {
    return members().stream().filter(it -> !it.name.equals(member.name)).findFirst().orElseThrow();
  }

  static void must(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /// `tandem drain NODE`, as an operator gives it.
  Ended drain(Member member) throws IOException, InterruptedException {
    return tandem("drain", member.address, "--http", other(member).http.address());
  }

  private String settings(String key) throws IOException {
    var text = Files.readString(dir.resolve("cluster.conf"));
    return com.typesafe.config.ConfigFactory.parseString(
            text.lines().filter(it -> it.startsWith(key)).findFirst().orElseThrow())
        .getString(key);
  }

  String databaseUrl() {
    try {
      return settings("tandem.node.db.url");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// @param verb `stop` or `start`
  void database(String verb) throws IOException, InterruptedException {
    Path data = dir.resolve("postgres");
    if (verb.equals("stop")) {
      dev.tandem.node.postgres.LocalPostgres.attach(data).orElseThrow().stop();
    } else {
      int port = Integer.parseInt(databaseUrl().replaceFirst(".*:([0-9]+)/.*", "$1"));
      dev.tandem.node.postgres.LocalPostgres.start(data, port);
    }
  }

  /// Starts again what has ended.
  void repair() throws IOException, InterruptedException {
    Ended up = command("up");
    must(up.code() == 0, up.text());
  }

  Member node(int number) {
    return member("node-" + number);
  }

  Member media() {
    return media(1);
  }

  Member media(int number) {
    return member("media-" + number);
  }

  /// One that runs.
  Member anyone() {
    return members().stream().filter(Member::isAlive).findFirst().orElseThrow();
  }

  Member at(String address) {
    return members().stream()
        .filter(it -> it.address.equals(address))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no node at " + address));
  }

  private Member member(String name) {
    for (Member member : members()) {
      if (member.name.equals(name)) {
        return member;
      }
    }
    throw new AssertionError("no " + name);
  }

  List<Member> members() {
    try {
      var members = new ArrayList<Member>();
      var file = dir.resolve("cluster.json").toFile();
      for (JsonNode json : new ObjectMapper().readTree(file).path("members")) {
        members.add(
            new Member(
                json.path("name").asText(),
                json.has("sip") ? TandemNode.address(json.path("sip").asText()) : null,
                new NodeHttp(json.path("http").asText()),
                json.path("cluster").asText(),
                json.path("pid").asLong(),
                Path.of(json.path("log").asText())));
      }
      return members;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The first warnings in each node's log.
  List<String> warnings() {
    var lines = new ArrayList<String>();
    for (Member member : members()) {
      Texts.of(member.log)
          .lines()
          .filter(it -> it.contains(" WARN ") || it.contains(" ERROR "))
          .limit(20)
          .forEach(it -> lines.add(member.name + ": " + it));
    }
    return lines;
  }

  String evidence() {
    var text = new StringBuilder();
    for (Member member : members()) {
      text.append(member).append('\n').append(Texts.of(member.log));
      if (member.isAlive()) {
        text.append(member.http.text("/api/v1/sessions")).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    List<Member> members = members();
    command("down", "--grace", "10");
    members.forEach(Member::end);
  }
}
