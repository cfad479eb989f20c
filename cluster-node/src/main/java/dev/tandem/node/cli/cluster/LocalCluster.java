package dev.tandem.node.cli.cluster;

import com.typesafe.config.ConfigUtil;
import dev.tandem.node.cli.CommandFailure;
import dev.tandem.node.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts and ends the processes of a cluster on this machine. All it writes is under one
/// directory.
final class LocalCluster {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int SECRET_BYTES = 32;
  private static final int LOG_TAIL = 15;
  private static final int FIRST_DATABASE_PORT = 25_432;
  private static final Pattern DATABASE_PORT = Pattern.compile("jdbc:postgresql://[^:/]+:(\\d+)/");

  private final Path dir;
  private final ClusterFile file;

  LocalCluster(Path dir) {
    this.dir = dir.toAbsolutePath().normalize();
    this.file = new ClusterFile(this.dir);
  }

  ClusterFile file() {
    return file;
  }

  /// What the nodes of a new cluster are told.
  ///
  /// @param databaseUrl null lets the cluster have a database of its own
  /// @param config settings on top, null for none
  record Wish(
      ClusterPlan plan, @Nullable String databaseUrl, @Nullable Path config, Duration limit) {}

  /// Starts everything and waits until each node is ready; else ends what was started.
  List<Member> up(Wish wish) throws IOException, InterruptedException {
    Files.createDirectories(dir);
    Path lib = LibraryCopy.into(dir);
    boolean own = wish.databaseUrl() == null;
    var members = new ArrayList<Member>();
    boolean done = false;
    file.write(new ClusterFile.Content(own, members)); // from here on `down` finds what we leave
    try {
      Path settings = writeSettings(wish, databaseUrl(wish.databaseUrl()));
      for (ClusterPlan.Planned node : wish.plan().nodes()) {
        members.add(start(node, lib, settings));
        file.write(new ClusterFile.Content(own, members));
      }
      awaitReady(members, wish.limit());
      done = true;
      return List.copyOf(members);
    } finally {
      if (!done) {
        down(new ClusterFile.Content(own, members), Duration.ofSeconds(5));
      }
    }
  }

  /// Starts again what has ended, with the ports and the class path it had, and waits for it.
  List<Member> repair(ClusterFile.Content content, Duration limit)
      throws IOException, InterruptedException {
    if (content.ownDatabase()) {
      databaseUrl(null);
    }
    var members = new ArrayList<>(content.members());
    List<Member> alive =
        members.stream().filter(member -> NodeProcess.find(member).isPresent()).toList();
    for (int i = 0; i < members.size(); i++) {
      if (!alive.contains(members.get(i))) {
        members.set(i, startBeside(alive, members.get(i)));
        file.write(new ClusterFile.Content(content.ownDatabase(), members));
      }
    }
    awaitReady(members, limit);
    return List.copyOf(members);
  }

  /// @return whether the cluster's own database had ended and was started
  boolean restoreDatabase(ClusterFile.Content content) throws IOException, InterruptedException {
    if (!content.ownDatabase() || LocalPostgres.attach(databaseDir()).isPresent()) {
      return false;
    }
    Matcher port = DATABASE_PORT.matcher(Files.readString(dir.resolve("cluster.conf")));
    LocalPostgres.start(
        databaseDir(), port.find() ? Integer.parseInt(port.group(1)) : FIRST_DATABASE_PORT);
    return true;
  }

  /// @return the names of the nodes that had to be killed
  List<String> down(ClusterFile.Content content, Duration grace)
      throws IOException, InterruptedException {
    List<String> killed = NodeProcess.stop(content.members(), grace);
    if (content.ownDatabase()) {
      Optional<LocalPostgres> database = LocalPostgres.attach(databaseDir());
      if (database.isPresent()) {
        database.get().stop();
      }
    }
    LibraryCopy.remove(dir);
    file.delete(content);
    return killed;
  }

  private String databaseUrl(@Nullable String given) throws InterruptedException {
    if (given != null) {
      return given;
    }
    try {
      int port = new Ports(FIRST_DATABASE_PORT, 1).take();
      return LocalPostgres.start(databaseDir(), port).jdbcUrl();
    } catch (IOException e) {
      throw new CommandFailure(
          1, "no PostgreSQL of the cluster's own: " + e.getMessage() + " (--db names another)");
    }
  }

  private Path databaseDir() {
    return dir.resolve("postgres");
  }

  /// Holds the secret and maybe a password: for the owner's eyes.
  private Path writeSettings(Wish wish, String url) throws IOException {
    Path settings = dir.resolve("cluster.conf");
    Files.deleteIfExists(settings);
    var ownerOnly = PosixFilePermissions.fromString("rw-------");
    Files.createFile(settings, PosixFilePermissions.asFileAttribute(ownerOnly));
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    var text = new StringBuilder();
    if (wish.config() != null) {
      text.append("include required(file(")
          .append(quoted(wish.config().toAbsolutePath().toString()))
          .append("))\n");
    }
    text.append("tandem.node.db.url = ").append(quoted(url)).append('\n');
    text.append("tandem.node.cluster {\n  secret = ")
        .append(quoted(HexFormat.of().formatHex(secret)))
        .append("\n  seeds = [")
        .append(String.join(", ", wish.plan().seeds().stream().map(LocalCluster::quoted).toList()))
        .append("]\n}\n");
    return Files.writeString(settings, text);
  }

  private static String quoted(String text) {
    return ConfigUtil.quoteString(text);
  }

  private Member start(ClusterPlan.Planned node, Path lib, Path settings) throws IOException {
    Member member = member(node, settings);
    Files.deleteIfExists(Path.of(member.log()));
    return start(member, lib);
  }

  private Member member(ClusterPlan.Planned node, Path settings) {
    String host = ClusterPlan.HOST + ":";
    return new Member(
        node.name(),
        node.roles(),
        node.sipPort().isPresent() ? host + node.sipPort().getAsInt() : null,
        host + node.httpPort(),
        node.clusterAddress(),
        0,
        null,
        dir.resolve(node.name() + ".log").toString(),
        node.arguments(settings.toString(), dir.resolve(node.name()).toString()));
  }

  private Member start(Member member, Path lib) throws IOException {
    return start(member, lib, member.arguments());
  }

  private Member startBeside(List<Member> others, Member member) throws IOException {
    return start(member, LibraryCopy.of(dir), member.argumentsToJoin(others));
  }

  private Member start(Member member, Path lib, List<String> arguments) throws IOException {
    return member.runningAs(
        NodeProcess.start(lib, arguments, outOf(member.name()), Path.of(member.log())));
  }

  /// A node that was not planned. The caller writes down that it runs.
  Member startAnother(ClusterPlan.Planned node, List<Member> running) throws IOException {
    Member member = member(node, dir.resolve("cluster.conf"));
    Files.deleteIfExists(Path.of(member.log()));
    return startBeside(running, member);
  }

  /// With the ports it had.
  Member startAgain(Member member, List<Member> running) throws IOException {
    return startBeside(running, member);
  }

  private Path outOf(String name) {
    return dir.resolve(name + ".out");
  }

  void awaitReady(List<Member> members, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Member member : members) {
      while (!isReady(member)) {
        // No node is ready without the others' roles: name the one that is missing, not who waits.
        for (Member other : members) {
          if (NodeProcess.find(other).isEmpty()) {
            throw ended(other);
          }
        }
        ProcessHandle process = NodeProcess.find(member).orElseThrow(() -> ended(member));
        if (System.nanoTime() - deadline > 0) {
          throw new CommandFailure(
              1, member.name() + " is not ready after " + limit.toSeconds() + " s" + tail(member));
        }
        pause(process);
      }
    }
  }

  private boolean isReady(Member member) throws IOException {
    try (Stream<String> lines = Files.lines(outOf(member.name()))) {
      return lines.anyMatch("ready"::equals);
    }
  }

  private static CommandFailure ended(Member member) {
    return new CommandFailure(1, member.name() + " has ended" + tail(member));
  }

  private static void pause(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(POLL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The caller looks for itself.
    }
  }

  private static String tail(Member member) {
    try {
      List<String> lines = Files.readAllLines(Path.of(member.log()));
      List<String> last = lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size());
      return "; the end of " + member.log() + ":\n" + String.join("\n", last);
    } catch (IOException e) {
      return "; see " + member.log();
    }
  }
}
