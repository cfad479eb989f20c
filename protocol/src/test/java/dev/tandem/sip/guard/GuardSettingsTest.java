package dev.tandem.sip.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardSettingsTest {
  static Config with(String text) {
    return ConfigFactory.parseString(text).withFallback(ConfigFactory.load());
  }

  @Test
  void theDefaultsAreValid() {
    assertThat(AdmissionSettings.from(ConfigFactory.load()).targetSetUp())
        .isEqualTo(Duration.ofMillis(200));
    assertThat(MessageLimits.from(ConfigFactory.load()).datagramBytes()).isEqualTo(8192);
  }

  @Test
  void boundsThatContradictEachOtherAreNamed() {
    var config =
        with(
            "tandem.sip.admission { min-in-progress = 50, max-in-progress = 5,"
                + " retry-after-min-seconds = 9, retry-after-max-seconds = 3 }");
    assertThatThrownBy(() -> AdmissionSettings.from(config))
        .hasMessageContaining("max-in-progress")
        .hasMessageContaining("must not be below min-in-progress, is 5")
        .hasMessageContaining("must not be below retry-after-min-seconds, is 3");
  }

  @Test
  void aLimitOutOfItsRangeIsNamed() {
    assertThatThrownBy(() -> MessageLimits.from(with("tandem.sip.limits.headers = 3")))
        .hasMessageContaining("tandem.sip.limits.headers")
        .hasMessageContaining("is 3");
  }
}
