package dev.tandem.node.e2e;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Kamailio before some edges, with `deploy/kamailio.cfg`.
final class Kamailio implements AutoCloseable {
  private static final Path CONFIG =
      Path.of("..", "deploy", "kamailio.cfg").toAbsolutePath().normalize();

  private final Path dir;
  private final InetSocketAddress sip;
  private final Process process;

  Kamailio(Path dir, List<InetSocketAddress> edges) throws IOException {
    this.dir = dir;
    try (var free = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      sip = new InetSocketAddress("127.0.0.1", free.getLocalPort());
    }
    Path list =
        Files.writeString(
            dir.resolve("dispatcher.list"),
            edges.stream()
                .map(edge -> "1 sip:127.0.0.1:" + edge.getPort() + "\n")
                .collect(Collectors.joining()));
    process =
        new ProcessBuilder(
                List.of(
                    Tools.find("kamailio").toString(),
                    "-DD",
                    "-E",
                    "-m32",
                    "-M4",
                    "-f" + CONFIG,
                    "-Y" + dir,
                    "-P" + dir.resolve("pid"),
                    "-AADDRESS=127.0.0.1:" + sip.getPort(),
                    "-AEDGES=\"" + list + "\"",
                    "-ACONTROL=\"unix:" + dir.resolve("control") + "\""))
            .directory(dir.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("out.txt").toFile())
            .start();
    Await.value(
        "kamailio listens",
        () -> Files.readString(Path.of("/proc/net/udp")),
        open -> open.contains(":%04X ".formatted(sip.getPort())) || !process.isAlive());
  }

  InetSocketAddress sip() {
    return sip;
  }

  /// What it has to complain of.
  String evidence() {
    return Texts.of(dir.resolve("out.txt"));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy(); // it ends its children
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }
}
