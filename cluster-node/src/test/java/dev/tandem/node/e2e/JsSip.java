package dev.tandem.node.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// A browser's phone, JsSIP, under Node: `src/test/js/phone.js`.
final class JsSip implements AutoCloseable {
  private static final Path HOME = Path.of("src", "test", "js").toAbsolutePath();

  private final Path out;
  private final Process process;

  /// @param url as `ws://127.0.0.1:5066`
  /// @param authority PEM file, whose servers it believes besides those of the system
  JsSip(Path dir, String url, Path authority, String user, String password) throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(HOME.resolve("node_modules").resolve("jssip")),
        "there is no JsSIP here: run npm ci in cluster-node/src/test/js");
    out = dir.resolve("out.txt");
    var builder =
        new ProcessBuilder(
                List.of(
                    Tools.find("node").toString(),
                    HOME.resolve("phone.js").toString(),
                    url,
                    user,
                    password))
            .directory(HOME.toFile())
            .redirectErrorStream(true)
            .redirectOutput(new File(out.toString()));
    builder.environment().put("NODE_EXTRA_CA_CERTS", authority.toString());
    process = builder.start();
  }

  /// Has it do `call URI`, `hold`, `unhold`, `hangup`, `quit`.
  JsSip does(String what) throws IOException {
    process.getOutputStream().write((what + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return this;
  }

  /// Waits until it has said that so often.
  JsSip awaitSays(String what, int times) {
    Await.value(
        "the phone says " + what,
        () -> Files.readAllLines(out),
        lines -> lines.stream().filter(it -> it.strip().equals(what)).count() >= times);
    return this;
  }

  JsSip awaitSays(String what) {
    return awaitSays(what, 1);
  }

  String evidence() {
    return Texts.of(out);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
