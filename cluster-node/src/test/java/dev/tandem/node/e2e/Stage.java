package dev.tandem.node.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What a test class has running. What is opened before the first test lives until the last has
/// ended, what a test opens as long as that test. A failed test shows what everybody said.
final class Stage
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private record Exhibit(String name, Supplier<String> text) {}

  private static final class Scene {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<Exhibit> exhibits = new ArrayList<>();

    private void close() throws Exception {
      while (!open.isEmpty()) {
        open.pop().close();
      }
      exhibits.clear();
    }
  }

  private final Scene lasting = new Scene();
  private final Scene passing = new Scene();
  private Scene scene = lasting;
  private Path dir;
  private int files;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    dir = Files.createTempDirectory("tandem-e2e");
  }

  /// A node with these options besides its ports and its data.
  TandemNode node(String... options) throws IOException {
    TandemNode node = keep(TandemNode.start(folder("node"), options));
    show("node", node::evidence);
    return node;
  }

  SipPeer udpPeer(String name) throws IOException {
    return peer(SipPeer.udp(name));
  }

  SipPeer tcpPeer(String name) throws IOException {
    return peer(SipPeer.tcp(name));
  }

  private SipPeer peer(SipPeer peer) {
    keep(peer);
    show(peer.toString(), peer::log);
    return peer;
  }

  RtpPeer rtp() throws IOException {
    RtpPeer peer = keep(new RtpPeer());
    show("rtp", peer::toString);
    return peer;
  }

  Sipp sipp(String scenario) throws IOException {
    Sipp sipp = keep(new Sipp(folder("sipp"), scenario));
    show(scenario, sipp::evidence);
    return sipp;
  }

  Path folder(String name) throws IOException {
    return Files.createDirectory(dir.resolve(name + "-" + ++files));
  }

  <T extends AutoCloseable> T keep(T resource) {
    scene.open.push(resource);
    return resource;
  }

  void show(String name, Supplier<String> text) {
    scene.exhibits.add(new Exhibit(name, text));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    scene = passing;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (context.getExecutionException().isPresent()) {
      print(context.getDisplayName());
    }
    passing.close();
  }

  private void print(String test) {
    var text = new StringBuilder("\n──── failed: " + test + "\n");
    Stream.concat(passing.exhibits.stream(), lasting.exhibits.stream())
        .forEach(
            exhibit -> text.append("── ").append(exhibit.name).append('\n').append(read(exhibit)));
    System.err.println(text.append("\n────"));
  }

  private static String read(Exhibit exhibit) {
    try {
      return exhibit.text.get() + "\n";
    } catch (RuntimeException e) {
      return e + "\n";
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    scene = lasting;
    lasting.close();
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
