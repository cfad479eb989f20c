package dev.tandem.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.config.InvalidSettings;
import dev.tandem.media.loop.LoopPlacement;
import org.junit.jupiter.api.Test;

class MediaSettingsTest {
  private static Config config(String text) {
    return ConfigFactory.parseString("tandem.media { " + text + " }")
        .withFallback(ConfigFactory.parseResources("reference.conf"))
        .resolve();
  }

  @Test
  void theDefaultsAreSound() {
    var settings = MediaSettings.from(config(""));
    assertThat(settings.loops()).isNotEmpty();
    assertThat(settings.ports().advertised()).isEqualTo("127.0.0.1");
  }

  @Test
  void loopsArePlacedAsTold() {
    assertThat(MediaSettings.from(config("loops = [{cpu = 1, fifo = 20}, {}]")).loops())
        .containsExactly(new LoopPlacement(1, 20), LoopPlacement.ANYWHERE);
  }

  @Test
  void soundFilesAreInADirectory() {
    assertThat(MediaSettings.from(config("")).sounds().directory()).isNull();
    assertThat(MediaSettings.from(config("files = src")).sounds().directory()).isAbsolute();
    assertThatThrownBy(() -> MediaSettings.from(config("files = nowhere, max-files = 0")))
        .hasMessageContaining("is no directory")
        .hasMessageContaining("max-files");
  }

  @Test
  void namesEveryProblemAtOnce() {
    assertThatThrownBy(() ->
            MediaSettings.from(
                config(
                    "io = uring, rtp-port-min = 10001, rtp-port-max = 9000, bind-address = \"::\","
                        + " loops = [{fifo = 200}]")))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("io")
        .hasMessageContaining("must be even, is 10001")
        .hasMessageContaining("must exceed rtp-port-min")
        .hasMessageContaining("must be set when bind-address is a wildcard")
        .hasMessageContaining("fifo");
  }
}
