package dev.tandem.node.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalPostgresTest {
  @TempDir Path directory;

  /// Starts the server and ends.
  static final class Launcher {
    public static void main(String[] arguments) throws Exception {
      LocalPostgres.start(Path.of(arguments[0]), 0);
    }
  }

  private static void execute(LocalPostgres postgres, String sql) throws Exception {
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void outlivesItsLauncherAndKeepsItsDataOverARestart() throws Exception {
    assertThat(LocalPostgres.attach(directory)).isEmpty();
    Process launcher =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                directory.toString())
            .inheritIO()
            .start();
    assertThat(launcher.waitFor()).isZero();

    LocalPostgres found = LocalPostgres.attach(directory).orElseThrow();
    try {
      long pid = found.pid();
      execute(found, "create table kept (x integer)");
      assertThat(LocalPostgres.start(directory, 0).pid()).isEqualTo(pid);
      found.stop();
      assertThat(LocalPostgres.attach(directory)).isEmpty();

      LocalPostgres again = LocalPostgres.start(directory, 0);
      execute(again, "insert into kept values (1)");
      assertThat(again.pid()).isNotEqualTo(pid);
    } finally {
      found.stop();
    }
  }

  @Test
  void runsAsNobodyWhereRootCannotHaveANamespace() throws Exception {
    assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "not root");
    Files.setAttribute(directory, "unix:uid", 65534); // as an earlier start left it

    LocalPostgres postgres = LocalPostgres.start(directory, 0);
    try {
      execute(postgres, "create table t (x integer)");
      Path process = Path.of("/proc/" + postgres.pid());
      assertThat(Files.getAttribute(process, "unix:uid")).isEqualTo(65534);
    } finally {
      postgres.stop();
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws Exception {
    LocalPostgres postgres = LocalPostgres.start(directory, 0);
    try {
      String url = postgres.jdbcUrl().replaceFirst("password=.*", "password=guess");
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> DriverManager.getConnection(url)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    } finally {
      postgres.stop();
    }
  }
}
