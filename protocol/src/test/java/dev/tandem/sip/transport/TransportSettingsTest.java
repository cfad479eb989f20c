package dev.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class TransportSettingsTest {
  @Test
  void theDefaultsAreValid() {
    var settings = TransportSettings.from(ConfigFactory.load());
    assertThat(settings.listeners())
        .containsExactlyInAnyOrder(
            new Listener(Transport.UDP, "127.0.0.1", 5060),
            new Listener(Transport.TCP, "127.0.0.1", 5060));
  }

  @Test
  void namesEveryProblemAtOnce() {
    var config =
        ConfigFactory.parseString(
                """
                tandem.sip.transport { port = 70000, transports = [udp, sctp], stream.idle = 0s }
                """)
            .withFallback(ConfigFactory.load());
    assertThatThrownBy(() -> TransportSettings.from(config))
        .hasMessageContaining("port")
        .hasMessageContaining("70000")
        .hasMessageContaining("knows udp, tcp, tls, ws and wss, not sctp")
        .hasMessageContaining("stream.idle");
  }
}
