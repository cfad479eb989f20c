package dev.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.config.InvalidSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionSettingsTest {
  static Config with(String keys) {
    return ConfigFactory.parseString(keys).withFallback(ConfigFactory.defaultReference()).resolve();
  }

  @Test
  void hasTheTimersOfTheRfc() {
    var settings = TransactionSettings.from(with(""));

    assertThat(settings.t1()).isEqualTo(Duration.ofMillis(500));
    assertThat(Duration.ofNanos(settings.giveUpNs())).isEqualTo(Duration.ofSeconds(32));
    assertThat(Duration.ofNanos(settings.timerDNs())).isEqualTo(Duration.ofSeconds(32));
  }

  @Test
  void reportsEveryProblemAtOnce() {
    assertThatThrownBy(() ->
            TransactionSettings.from(
                with("tandem.sip.timers { t1 = 2 s, t2 = 1 s, max-transactions = 1 }")))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("t2")
        .hasMessageContaining("max-transactions");
  }
}
