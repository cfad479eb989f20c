package dev.tandem.node.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Linphone without a sound card, driven by what its user types; answers whoever calls.
final class Linphone implements AutoCloseable {
  private final Path out;
  private final Process process;

  /// @param authority PEM file, whose servers it believes
  Linphone(Path dir, Path authority) throws IOException {
    Path settings =
        Files.writeString(
            dir.resolve("linphonerc"),
            "[sip]\nsip_port=-1\nsip_tcp_port=-1\nsip_tls_port=-1\nverify_server_certs=1\nroot_ca="
                + authority
                + "\n[rtp]\naudio_rtp_port=-1\n");
    Files.createDirectories(dir.resolve(".local/share/linphone"));
    Files.createDirectories(dir.resolve(".config/linphone"));
    out = dir.resolve("out.txt");
    var builder =
        new ProcessBuilder(
                List.of(Tools.find("linphonec").toString(), "-a", "-S", "-c", settings.toString()))
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("HOME", dir.toString());
    builder.environment().keySet().removeIf(it -> it.startsWith("XDG_"));
    process = builder.start();
    awaitSays("linphonec>");
    does("soundcard use files");
  }

  /// Registers with a node by `udp`, `tcp` or `tls`; calls go there too.
  Linphone register(InetSocketAddress node, String transport, String user, String password)
      throws IOException {
    String at = "sip:" + at(node, transport);
    return does("register sip:" + user + "@127.0.0.1 " + at + " " + password);
  }

  /// Its TLS compares names, not addresses.
  private static String at(InetSocketAddress node, String transport) {
    String host = transport.equals("tls") ? "localhost" : "127.0.0.1";
    return host + ":" + node.getPort() + ";transport=" + transport;
  }

  Linphone call(InetSocketAddress node, String transport, String user) throws IOException {
    return does("call sip:" + user + "@" + at(node, transport));
  }

  /// What its user types: `call URI`, `pause`, `resume 1`, `transfer URI`, `terminate`, `quit`.
  Linphone does(String what) throws IOException {
    process.getOutputStream().write((what + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return this;
  }

  Linphone awaitSays(String what) {
    Await.value("linphone says " + what, this::evidence, text -> text.contains(what));
    return this;
  }

  String evidence() {
    return Texts.of(out);
  }

  /// Takes its registration back, where the node still runs.
  @Override
  public void close() throws InterruptedException {
    try {
      does("quit");
      process.waitFor(3, TimeUnit.SECONDS);
    } catch (IOException e) {
      // It has ended by itself.
    }
    process.destroyForcibly().waitFor();
  }
}
