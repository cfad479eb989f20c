package dev.tandem.node.edge.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.InvalidSettings;
import org.junit.jupiter.api.Test;

class DnsSettingsTest {
  @Test
  void namesNoServersUnlessTold() {
    assertThat(Dnses.settings("").servers()).isEmpty();
  }

  @Test
  void takesServersWithAndWithoutAPort() {
    var settings =
        Dnses.settings("tandem.sip.dns.servers = [\"192.0.2.1\", \"192.0.2.2:54\", \"[::1]:55\"]");

    assertThat(settings.servers())
        .extracting(it -> it.getAddress().getHostAddress() + " " + it.getPort())
        .containsExactly("192.0.2.1 53", "192.0.2.2 54", "0:0:0:0:0:0:0:1 55");
  }

  @Test
  void namesAllThatIsWrong() {
    assertThatThrownBy(() ->
            Dnses.settings(
                "tandem.sip.dns { servers = [ns.example], attempts = 0, min-lifetime = 1 h,"
                    + " max-lifetime = 1 m }"))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("not ns.example")
        .hasMessageContaining("attempts")
        .hasMessageContaining("shorter than min-lifetime");
  }
}
