package dev.tandem.node.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LauncherScriptTest {
  @Test
  void everyShellHereCanReadTheScripts(@TempDir Path dir) throws Exception {
    for (String shell : List.of("/bin/sh", "/bin/dash", "/bin/bash", "/bin/busybox")) {
      if (!Files.isExecutable(Path.of(shell))) {
        continue;
      }
      for (String script : List.of("tandem", ".ci/run")) {
        Path file = Command.HOME.resolve(script);
        var line =
            shell.endsWith("busybox")
                ? List.of(shell, "sh", "-n", file.toString())
                : List.of(shell, "-n", file.toString());
        assertThat(Command.run(dir, line)).isEqualTo(new Command.Ended(0, "", ""));
      }
    }
  }

  @Test
  void theScriptsMayBeRun() {
    assertThat(Command.HOME.resolve("tandem")).isExecutable();
    assertThat(Command.HOME.resolve(".ci/run")).isExecutable();
  }
}
