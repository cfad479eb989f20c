package dev.tandem.node.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tandem.config.InvalidSettings;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private static RouteTable read(String routes) {
    var at = ConfigParseOptions.defaults().setOriginDescription("my.conf");
    return RouteTable.from(ConfigFactory.parseString("tandem.routes = [" + routes + "\n]", at));
  }

  @Test
  void rightRoutesAreRead() {
    assertThat(read("{ user = a, do = echo }\n{ user = b, do = \"tone 500\" }").routes())
        .hasSize(2);
  }

  @Test
  void everyWrongRouteIsNamedWithItsLine() {
    assertThatThrownBy(() ->
            read(
                """
                { user = a, do = echo }
                { user = b, do = sing }
                { user = "(", do = echo }
                { user = c, do = "reject 200" }
                { user = d }\
                """))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("my.conf: 2")
        .hasMessageContaining("not with sing")
        .hasMessageContaining("no regular expression")
        .hasMessageContaining("reject takes a status")
        .hasMessageContaining("two keys");
  }
}
