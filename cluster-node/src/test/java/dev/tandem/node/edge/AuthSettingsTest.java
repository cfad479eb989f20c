package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tandem.config.InvalidSettings;
import dev.tandem.sip.auth.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthSettingsTest {
  private static AuthSettings settings(String text) {
    return AuthSettings.from(
        ConfigFactory.parseString(
                "tandem.edge.auth {" + text + "}",
                ConfigParseOptions.defaults().setOriginDescription("my.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }

  @Test
  void theDefaultsOfferAllAlgorithmsAndTrustNobody() {
    AuthSettings settings = settings("");

    assertThat(settings.policy()).isEqualTo(AuthSettings.Policy.AUTO);
    assertThat(settings.trusted()).isEmpty();
    assertThat(settings.openRoutes()).isEmpty();
    assertThat(settings.digest().algorithms())
        .containsExactly(Algorithm.SHA_256, Algorithm.SHA_512_256, Algorithm.MD5);
  }

  @Test
  void algorithmsMayBeFewer() {
    assertThat(settings("algorithms = [md5, MD5]").digest().algorithms())
        .containsExactly(Algorithm.MD5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policy = maybe | policy (my.conf: 1): must be auto, off or required, is maybe",
        "trusted = [here] | trusted (my.conf: 1): must name addresses like 192.0.2.7",
        "open-routes = [\"(\"] | open-routes (my.conf: 1): ( is no regular expression",
        "algorithms = [SHA1] | algorithms (my.conf: 1): may name SHA-512-256, SHA-256 and MD5",
        "algorithms = [] | algorithms (my.conf: 1): must name at least one",
        "realm = \"\" | realm (my.conf: 1): must be 1 to 255 printable ASCII",
        "nonce-lifetime = 1 s | nonce-lifetime (my.conf: 1): must be PT10S to PT24H",
        "max-nonces = 0 | max-nonces (my.conf: 1): must be 1 to 10000000, is 0"
      })
  void whatIsWrongIsSaidWithItsPlace(String text, String problem) {
    assertThatThrownBy(() -> settings(text))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("tandem.edge.auth." + problem);
  }
}
