package dev.tandem.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every example as a process of its own, called (or answered) by sipp.
@Tag("end-to-end")
@Timeout(120)
class ExamplesTest {
  private static final Pattern LISTENING = Pattern.compile("SIP on 127\\.0\\.0\\.1:(\\d+)");
  private static final long LIMIT_S = 60;

  @TempDir Path dir;
  private final List<Process> running = new ArrayList<>();
  private int files;

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process process : running) {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private record Program(Process process, Path out) {
    String text() {
      try {
        return Files.readString(out);
      } catch (IOException e) {
        return "";
      }
    }
  }

  private Program start(List<String> command) throws IOException {
    Path out = dir.resolve("out-" + files++);
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    running.add(process);
    return new Program(process, out);
  }

  private Program example(Class<?> example, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), example.getName()));
    command.addAll(List.of(args));
    return start(command);
  }

  private int port(Program server) throws InterruptedException {
    awaitText(server, LISTENING);
    var matcher = LISTENING.matcher(server.text());
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static void awaitText(Program program, Pattern pattern) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
    while (!pattern.matcher(program.text()).find()) {
      assertThat(program.process().isAlive()).as(program::text).isTrue();
      assertThat(System.nanoTime() - deadline).as(program::text).isNegative();
      TimeUnit.MILLISECONDS.sleep(20); // between two looks at a file
    }
  }

  /// A caller for one call of half a second.
  private Program caller(int port, String user) throws IOException {
    return start(
        List.of(
            "sipp",
            "-sn",
            "uac",
            "-s",
            user,
            "-m",
            "1",
            "-d",
            "500",
            "-timeout",
            "30",
            "-nostdin",
            "-i",
            "127.0.0.1",
            "127.0.0.1:" + port));
  }

  private static int end(Program program) throws InterruptedException {
    assertThat(program.process().waitFor(LIMIT_S, TimeUnit.SECONDS)).as(program::text).isTrue();
    return program.process().exitValue();
  }

  private void stops(Program server) throws InterruptedException {
    server.process().destroy();
    assertThat(server.process().waitFor(LIMIT_S, TimeUnit.SECONDS)).as(server::text).isTrue();
  }

  @Test
  void theThreeLineServerAnswersByTheConfiguredRoutes() throws Exception {
    Program server = example(ThreeLineServer.class, "0");

    Program call = caller(port(server), "echo");

    assertThat(end(call)).as(call::text).isZero();
    stops(server);
  }

  @Test
  void theHandlerServerHearsOfTheCallAndOfItsEnd() throws Exception {
    Program server = example(HandlerServer.class, "0");

    Program call = caller(port(server), "anybody");

    assertThat(end(call)).as(call::text).isZero();
    awaitText(server, Pattern.compile("talking to sip:sipp@"));
    awaitText(server, Pattern.compile("is gone: "));
    stops(server);
  }

  @Test
  void theCallbackAnswersLater() throws Exception {
    Program server = example(Callback.class, "0");

    Program call = caller(port(server), "anybody");

    assertThat(end(call)).as(call::text).isZero();
    assertThat(server.text()).contains("answered ");
    stops(server);
  }

  @Test
  void theConferenceServerOpensARoomForTheCallAndClosesIt() throws Exception {
    Program server = example(ConferenceServer.class, "0");

    Program call = caller(port(server), "kitchen");

    assertThat(end(call)).as(call::text).isZero();
    awaitText(server, Pattern.compile("conf~kitchen DESTROYED"));
    stops(server);
  }

  @Test
  void clickToCallConnectsTwoPhonesAndHangsThemUpWhenItEnds() throws Exception {
    int alice = freePort();
    int bob = freePort();
    Program first = phone(alice);
    Program second = phone(bob);

    Program server =
        example(ClickToCall.class, "sip:alice@127.0.0.1:" + alice, "sip:bob@127.0.0.1:" + bob, "0");

    awaitText(server, Pattern.compile("connected by bridge "));
    stops(server);
    assertThat(end(first)).as(first::text).isZero();
    assertThat(end(second)).as(second::text).isZero();
  }

  private Program phone(int port) throws IOException {
    return start(
        List.of(
            "sipp",
            "-sn",
            "uas",
            "-m",
            "1",
            "-timeout",
            "50",
            "-nostdin",
            "-i",
            "127.0.0.1",
            "-p",
            String.valueOf(port)));
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      return socket.getLocalPort();
    }
  }
}
