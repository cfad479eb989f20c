package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/// A softphone without a sound card: speaks from a file, records what it hears in another.
final class Baresip implements AutoCloseable {
  private static final List<Path> MODULES =
      List.of(
          Path.of("/usr/lib/baresip/modules"),
          Path.of("/usr/lib/x86_64-linux-gnu/baresip/modules"),
          Path.of("/usr/local/lib/baresip/modules"));
  private static final AudioFormat FORMAT = new AudioFormat(Tones.RATE, 16, 1, true, false);

  private final Path dir;
  private String account = "<sip:softphone@127.0.0.1>;regint=0";
  private Process process;
  private int port;
  private int control;

  Baresip(Path dir) {
    this.dir = dir;
  }

  /// Registers with a node, by that transport, before it does anything else; calls go there too.
  Baresip registered(InetSocketAddress node, String transport, String user, String password) {
    String uri = "sip:" + user + "@127.0.0.1:" + node.getPort() + ";transport=" + transport;
    account = "<" + uri + ">;auth_user=" + user + ";auth_pass=" + password + ";regint=600";
    return this;
  }

  /// Calls, speaks a tone, hangs up after that time.
  Baresip call(InetSocketAddress node, String user, int hz, int seconds) throws IOException {
    write(hz, seconds);
    return start(seconds, "-e", "/dial sip:" + user + "@127.0.0.1:" + node.getPort());
  }

  /// Answers whoever calls, speaks a tone; hangs up after that time at the latest.
  Baresip answer(int hz, int seconds) throws IOException {
    port = free();
    write(hz, seconds);
    start(seconds);
    Await.value("baresip is ready", this::evidence, text -> text.contains("baresip is ready"));
    return this;
  }

  /// Where it answers.
  int port() {
    return port;
  }

  private static int free() throws IOException {
    try (var free = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      return free.getLocalPort();
    }
  }

  /// What its user does: `hold`, `resume`, `transfer`.
  void does(String command, String parameter) throws IOException {
    String json = "{\"command\":\"" + command + "\",\"params\":\"" + parameter + "\"}";
    try (var socket = new Socket("127.0.0.1", control)) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write((json.length() + ":" + json + ",").getBytes(StandardCharsets.UTF_8));
      var told = new byte[2_000];
      var answer = new StringBuilder(); // events of the call come in between
      int read = 0;
      while (read >= 0 && answer.indexOf("\"response\":true") < 0) {
        read = socket.getInputStream().read(told);
        answer.append(new String(told, 0, Math.max(0, read), StandardCharsets.UTF_8));
      }
      assertThat(answer.toString()).as(command).contains("\"ok\":true");
    }
  }

  private Baresip start(int seconds, String... more) throws IOException {
    var line = new ArrayList<>(List.of("baresip", "-4", "-s", "-f", dir.toString()));
    line.addAll(List.of("-n", "127.0.0.1", "-t", "" + seconds));
    line.addAll(List.of(more));
    process =
        new ProcessBuilder(line)
            .directory(dir.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("out.txt").toFile())
            .start();
    return this;
  }

  private void write(int hz, int seconds) throws IOException {
    do {
      control = free();
    } while (control == port + 1); // there it listens for TLS
    Path tone = dir.resolve("tone.wav");
    short[] samples = Tones.sine(hz, 8_000, 0, Tones.RATE * (seconds + 5));
    var bytes = new byte[samples.length * 2];
    for (int i = 0; i < samples.length; i++) {
      bytes[2 * i] = (byte) samples[i];
      bytes[2 * i + 1] = (byte) (samples[i] >> 8);
    }
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(bytes), FORMAT, samples.length),
        AudioFileFormat.Type.WAVE,
        tone.toFile());
    Path modules = MODULES.stream().filter(Files::isDirectory).findFirst().orElseThrow();
    Files.writeString(
        dir.resolve("config"),
        String.join(
            "\n",
            "module_path " + modules,
            "sip_listen 127.0.0.1:" + port,
            "audio_source aufile," + tone,
            "audio_player aubridge,nobody", // takes the frames, as a sound card would
            "audio_alert aubridge,nobody",
            "ausrc_srate 8000",
            "auplay_srate 8000",
            "ausrc_channels 1",
            "auplay_channels 1",
            "rtp_ports 17000-17998",
            "snd_path " + dir,
            "module g711.so",
            "module aufile.so",
            "module aubridge.so",
            "module sndfile.so",
            "module account.so",
            "module menu.so",
            "module_app ctrl_tcp.so",
            "ctrl_tcp_listen 127.0.0.1:" + control,
            ""));
    Files.writeString(dir.resolve("accounts"), account + ";answermode=auto;audio_codecs=pcmu\n");
    Files.createFile(dir.resolve("contacts"));
  }

  /// Waits until it has hung up; returns what it has heard.
  short[] recording() throws Exception {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("baresip ends").isTrue();
    return heard();
  }

  /// What it has heard so far.
  short[] heard() throws IOException {
    var all = new ByteArrayOutputStream();
    for (Path part : dumps("-dec.wav")) {
      byte[] wav = Files.readAllBytes(part);
      int data = new String(wav, StandardCharsets.ISO_8859_1).indexOf("data");
      if (data >= 0) { // its length is not filled in before the end
        all.write(wav, data + 8, Math.max(0, wav.length - data - 8) & ~1);
      }
    }
    return samples(all.toByteArray());
  }

  /// Until it has heard that tone for two more seconds than at the begin.
  void awaitHears(int hz) throws Exception {
    long before = Tones.clearSeconds(heard(), hz);
    Await.value(
        "two more seconds of " + hz + " Hz",
        () -> Tones.clearSeconds(heard(), hz),
        seconds -> seconds >= before + 2);
  }

  /// It begins another file when it has been on hold; the names have the time.
  private List<Path> dumps(String end) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static short[] samples(byte[] bytes) {
    var samples = new short[bytes.length / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (bytes[2 * i] & 0xff | bytes[2 * i + 1] << 8);
    }
    return samples;
  }

  String evidence() {
    return Texts.of(dir.resolve("out.txt"));
  }

  /// Takes its registration back, where the node still runs: who calls the same user next would
  /// wait for 32 s for what nobody answers.
  @Override
  public void close() throws InterruptedException {
    if (process == null) {
      return;
    }
    try {
      does("quit", "");
      process.waitFor(2, TimeUnit.SECONDS);
    } catch (IOException | AssertionError e) {
      // It has ended by itself.
    }
    process.destroyForcibly().waitFor();
  }
}
