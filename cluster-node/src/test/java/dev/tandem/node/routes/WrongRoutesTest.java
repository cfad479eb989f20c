package dev.tandem.node.routes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tandem.config.InvalidSettings;
import org.junit.jupiter.api.Test;

class WrongRoutesTest {
  @Test
  void areNamedWithTheFileAndLineTheyComeFrom() {
    var file = ConfigParseOptions.defaults().setOriginDescription("/etc/my.conf");
    var config =
        ConfigFactory.parseString(
            """
            tandem.routes = [
              { user = "(", do = "answer" }
              { user = "a", do = "dance" }
            ]
            """,
            file);

    assertThatThrownBy(() -> RouteTable.from(config))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("tandem.routes (/etc/my.conf: 2): user is no regular expression")
        .hasMessageContaining("tandem.routes (/etc/my.conf: 3): do starts with answer");
  }
}
