package dev.tandem.node.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL server in a private directory, on loopback only, for one user with a random
/// password that lies in the directory.
///
/// The server is nobody's child: `pg_ctl` starts it in a session of its own, its output goes to
/// `server.log`, so it outlives this process and its terminal. Whoever comes later finds it by
/// PostgreSQL's own pid file with [#attach].
///
/// The directory holds `programs`, `data`, `password` and `server.log`. Blocks; Linux only.
public final class LocalPostgres {
  private static final String USER = "tandem";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path directory;
  private final Path programs;
  private final Unprivileged disguise;

  private LocalPostgres(Path directory, Path programs, Unprivileged disguise) {
    this.directory = directory;
    this.programs = programs;
    this.disguise = disguise;
  }

  /// Starts the server, or finds it running; returns when it answers. Creates the directory and the
  /// database `tandem` the first time.
  ///
  /// @param port TCP port on 127.0.0.1, 0 for any free one; ignored when it runs already
  public static LocalPostgres start(Path directory, int port)
      throws IOException, InterruptedException {
    Path absolute = directory.toAbsolutePath().normalize();
    Optional<LocalPostgres> running = attach(absolute);
    if (running.isPresent()) {
      return running.get();
    }
    Files.createDirectories(absolute);
    var postgres = in(absolute);
    postgres.initialize();
    postgres.startServer(port == 0 ? freePort() : port);
    postgres.createDatabase();
    return postgres;
  }

  /// The server that runs in `directory`, if one does.
  public static Optional<LocalPostgres> attach(Path directory)
      throws IOException, InterruptedException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!Files.exists(absolute.resolve("data/postmaster.pid"))) {
      return Optional.empty();
    }
    var postgres = in(absolute);
    return postgres.isRunning() ? Optional.of(postgres) : Optional.empty();
  }

  private static LocalPostgres in(Path directory) throws IOException, InterruptedException {
    Unprivileged disguise = Unprivileged.of(directory);
    Path programs = PostgresBinaries.in(directory.resolve("programs"));
    return new LocalPostgres(directory, programs, disguise);
  }

  /// With user and password in it; for `tandem.journal.url`.
  public String jdbcUrl() throws IOException {
    return jdbcUrl("tandem");
  }

  private String jdbcUrl(String database) throws IOException {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(port(), database, USER, Files.readString(passwordFile()).strip());
  }

  public int port() throws IOException {
    return Integer.parseInt(pidFile().get(3));
  }

  public long pid() throws IOException {
    return Long.parseLong(pidFile().getFirst());
  }

  /// Disconnects everybody and writes all to disk; a later [#start] finds all of it. Nothing
  /// happens when it does not run.
  public void stop() throws IOException, InterruptedException {
    if (isRunning()) {
      run("pg_ctl", "-D", data().toString(), "-w", "-m", "fast", "stop");
    }
  }

  /// Whether the server's process lives.
  public boolean isRunning() throws IOException {
    if (!Files.exists(data().resolve("postmaster.pid"))) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid());
    // After a crash the pid may belong to somebody else by now.
    return process
        .flatMap(p -> p.info().command())
        .filter(command -> command.endsWith("/postgres"))
        .isPresent();
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path passwordFile() {
    return directory.resolve("password");
  }

  /// Line 1 is the pid, line 4 the port (PostgreSQL's `pidfile.h`).
  private List<String> pidFile() throws IOException {
    try (Stream<String> lines = Files.lines(data().resolve("postmaster.pid"))) {
      return lines.map(String::strip).toList();
    }
  }

  private void initialize() throws IOException, InterruptedException {
    if (!Files.exists(passwordFile())) {
      var random = new byte[16];
      new SecureRandom().nextBytes(random);
      Files.createFile(
          passwordFile(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile(), HexFormat.of().formatHex(random));
    }
    disguise.prepare(directory);
    if (!Files.exists(data().resolve("PG_VERSION"))) {
      String auth = "--auth=scram-sha-256";
      String password = "--pwfile=" + passwordFile();
      String locale = "--locale=C";
      String dir = data().toString();
      run("initdb", "-D", dir, "-U", USER, "-E", "UTF8", locale, auth, password, "--no-sync");
    }
  }

  private void startServer(int port) throws IOException, InterruptedException {
    String options =
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=''".formatted(port);
    String log = directory.resolve("server.log").toString();
    run("pg_ctl", "-D", data().toString(), "-l", log, "-w", "-o", options, "start");
  }

  private void createDatabase() throws IOException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("select 1 from pg_database where datname = 'tandem'")) {
        if (row.next()) {
          return;
        }
      }
      statement.execute("create database tandem");
    } catch (SQLException e) {
      throw new IOException("the local PostgreSQL server started but does not answer", e);
    }
  }

  /// Output goes to a file: the server inherits it, and a pipe would die with this process.
  private void run(String program, String... arguments) throws IOException, InterruptedException {
    Path output = directory.resolve(program + ".log");
    var command = new ArrayList<>(disguise.prefix());
    command.add(programs.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(program + " failed: " + Files.readString(output).strip());
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
