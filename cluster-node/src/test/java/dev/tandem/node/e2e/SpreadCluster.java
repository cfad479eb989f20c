package dev.tandem.node.e2e;

import dev.tandem.node.Relay;
import dev.tandem.node.postgres.LocalPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A cluster with a host for each node; the phones and the database are with us, at the hub.
final class SpreadCluster extends TandemCluster {
  private final Path dir;
  private final Network network;
  private final LocalPostgres database;
  private final Relay journal;
  private final List<Member> members = new ArrayList<>();

  private SpreadCluster(Path dir, Network network, LocalPostgres database) throws IOException {
    super(dir);
    this.dir = dir;
    this.network = network;
    this.database = database;
    this.journal = new Relay(Network.HUB, new InetSocketAddress("127.0.0.1", database.port()));
  }

  /// @param nodes session nodes with an edge, numbered from 1
  /// @param media media nodes, numbered after them
  static SpreadCluster up(Path dir, int nodes, int media, String settings)
      throws IOException, InterruptedException {
    var cluster =
        new SpreadCluster(
            dir, new Network(nodes + media), LocalPostgres.start(dir.resolve("postgres"), 0));
    try {
      cluster.start(nodes, settings);
      return cluster;
    } catch (IOException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private void start(int nodes, String settings) throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("cluster.conf"),
            settings
                + """
                tandem.node.db.url = "%s"
                tandem.node.cluster { secret = "between-hosts-of-our-own", seeds = [%s] }
                """
                    .formatted(
                        database
                            .jdbcUrl()
                            .replaceFirst(
                                "//[^/]*/", "//" + Network.HUB + ":" + journal.port() + "/"),
                        Stream.iterate(1, i -> i <= nodes, i -> i + 1)
                            .map(i -> "\"10.99.0." + i + ":25520\"")
                            .collect(Collectors.joining(", "))));
    for (Network.Host host : network.hosts()) {
      boolean media = host.number() > nodes;
      String name = media ? "media-" + (host.number() - nodes) : "node-" + host.number();
      members.add(start(host, name, media ? "media" : "edge,session", config));
    }
    Await.value(
        "all nodes are ready",
        Duration.ofSeconds(90),
        () -> members.stream().filter(it -> !Texts.of(out(it.name())).contains("ready")).toList(),
        List::isEmpty);
  }

  private Path out(String name) {
    return dir.resolve(name + ".out");
  }

  private Member start(Network.Host host, String name, String roles, Path config)
      throws IOException {
    var line = new ArrayList<>(host.prefix());
    line.addAll(TandemNode.java(160));
    line.addAll(List.of("run", "--config", config.toString(), "--roles", roles));
    line.addAll(List.of("--data", dir.resolve(name).toString(), "--cluster-port", "25520"));
    for (String option : List.of("--bind", "--cluster-bind", "--http-bind")) {
      line.addAll(List.of(option, host.address()));
    }
    Path log = dir.resolve(name + ".log");
    Process process =
        new ProcessBuilder(line)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out(name).toFile())
            .redirectError(log.toFile())
            .start();
    return new Member(
        name,
        new InetSocketAddress(host.address(), 5060),
        new NodeHttp(host.address() + ":8080"),
        host.address() + ":25520",
        process.pid(),
        log);
  }

  /// What stands between the nodes and their database.
  Relay journal() {
    return journal;
  }

  void unplug(int number) throws IOException, InterruptedException {
    network.unplug(network.hosts().get(number - 1));
  }

  /// Cuts these off from the rest.
  void partition(List<Integer> numbers) throws IOException, InterruptedException {
    var split =
        network.hosts().stream()
            .collect(Collectors.partitioningBy(it -> numbers.contains(it.number())));
    network.cut(split.get(true), split.get(false));
  }

  void awaitEnd(List<Integer> numbers, Duration limit) {
    numbers.forEach(it -> members.get(it - 1).awaitEnd(limit));
  }

  @Override
  String phones() {
    return Network.HUB;
  }

  @Override
  List<Member> members() {
    return List.copyOf(members);
  }

  @Override
  String databaseUrl() {
    try {
      return database.jdbcUrl();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    members.forEach(Member::end);
    journal.close();
    database.stop();
    network.close();
  }
}
