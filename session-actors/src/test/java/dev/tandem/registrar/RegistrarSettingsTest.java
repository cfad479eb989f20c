package dev.tandem.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tandem.config.InvalidSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrarSettingsTest {
  private static RegistrarSettings settings(String text) {
    return RegistrarSettings.from(
        ConfigFactory.parseString(
                "tandem.registrar {" + text + "}",
                ConfigParseOptions.defaults().setOriginDescription("my.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }

  @Test
  void theDefaultsLetUsersRegisterForAnHour() {
    RegistrarSettings settings = settings("domains = [\" Example.COM\"]");

    assertThat(settings.allow()).isEqualTo(RegistrarSettings.Allow.USERS);
    assertThat(settings.limits().defaultExpires()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.domains()).containsExactly("example.com");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow = all | allow (my.conf: 1): must be users, anybody or nobody, is all",
        "max-expires = 30 s | max-expires (my.conf: 1): must be PT1M to PT24H, is PT30S",
        "max-expires = 25 h | max-expires (my.conf: 1): must be PT1M to PT24H",
        "min-expires = 2 h | min-expires (my.conf: 1): must be PT1S to PT1H",
        "default-expires = 2 h | default-expires (my.conf: 1): must be PT1M to PT1H",
        "max-contacts = 0 | max-contacts (my.conf: 1): must be 1 to 100, is 0"
      })
  void whatIsWrongIsSaidWithItsPlace(String text, String problem) {
    assertThatThrownBy(() -> settings(text))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("tandem.registrar." + problem);
  }
}
