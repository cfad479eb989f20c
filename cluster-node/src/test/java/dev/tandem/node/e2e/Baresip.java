package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
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
import javax.sound.sampled.UnsupportedAudioFileException;

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
    try (var free = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      port = free.getLocalPort();
    }
    write(hz, seconds);
    start(seconds);
    Await.value("baresip is ready", this::evidence, text -> text.contains("baresip is ready"));
    return this;
  }

  /// Where it answers.
  int port() {
    return port;
  }

  private Baresip start(int seconds, String... more) throws IOException {
    var line = new ArrayList<>(List.of("baresip", "-4", "-f", dir.toString()));
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
            ""));
    Files.writeString(dir.resolve("accounts"), account + ";answermode=auto;audio_codecs=pcmu\n");
    Files.createFile(dir.resolve("contacts"));
  }

  /// Waits until it has hung up; returns what it has heard.
  short[] recording() throws Exception {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("baresip ends").isTrue();
    return samples(dump("-dec.wav"));
  }

  private Path dump(String end) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(file -> file.toString().endsWith(end))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no recording: " + evidence()));
    }
  }

  private static short[] samples(Path wav) throws IOException, UnsupportedAudioFileException {
    try (AudioInputStream in = AudioSystem.getAudioInputStream(wav.toFile())) {
      byte[] bytes = in.readAllBytes();
      var samples = new short[bytes.length / 2];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (short) (bytes[2 * i] & 0xff | bytes[2 * i + 1] << 8);
      }
      return samples;
    }
  }

  String evidence() {
    return Texts.of(dir.resolve("out.txt"));
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }
}
