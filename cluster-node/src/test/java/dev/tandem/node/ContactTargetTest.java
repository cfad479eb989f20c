package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Binding;
import dev.tandem.protocol.PeerAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactTargetTest {
  static Binding binding(String contact, List<String> path, @Nullable PeerAddress source) {
    return new Binding(
        contact,
        contact,
        1000,
        Instant.MAX,
        "c",
        1,
        null,
        0,
        path,
        source,
        "node:1",
        null,
        Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({
    "sip:al@10.0.0.7:5070;x=1, udp, sip:al@192.0.2.5:40000;x=1",
    "sip:al@192.0.2.5:5070, udp, sip:al@192.0.2.5:5070",
    "sip:al@phone.example.com, udp, sip:al@phone.example.com",
    "sip:al@[2001:db8::1]:5070, udp, sip:al@192.0.2.5:40000",
    "sip:10.0.0.7, udp, sip:192.0.2.5:40000",
    "sip:al@192.0.2.5:5070;transport=TCP, tcp, sip:al@192.0.2.5:40000;transport=TCP?Edge=node%3A1&Flow=tcp%3A192.0.2.5%3A40000",
    "sip:al@phone.example.com;transport=tcp, tcp, sip:al@192.0.2.5:40000;transport=tcp?Edge=node%3A1&Flow=tcp%3A192.0.2.5%3A40000",
    "sip:al@x.invalid;transport=ws, wss, sip:al@x.invalid;transport=ws?Edge=node%3A1&Flow=wss%3A192.0.2.5%3A40000",
    "sip:al@10.0.0.7, tcp, sip:al@10.0.0.7",
    "sip:al@10.0.0.7;transport=tcp, udp, sip:al@10.0.0.7;transport=tcp"
  })
  void goesWhereTheContactCanBeReached(String contact, String transport, String target) {
    var source = new PeerAddress(transport, "192.0.2.5", 40000);

    assertThat(ContactTarget.of(binding(contact, List.of(), source))).isEqualTo(target);
  }

  @Test
  void goesByThePathWhenThereIsOne() {
    var source = new PeerAddress("udp", "192.0.2.5", 5060);

    assertThat(ContactTarget.of(binding("sip:al@10.0.0.7?Route=x", List.of("<sip:p;lr>"), source)))
        .isEqualTo("sip:al@10.0.0.7?Route=%3Csip%3Ap%3Blr%3E");
  }

  @Test
  void behindAProxyIsCalledAsItCallsItself() {
    assertThat(ContactTarget.of(binding("sip:al@10.0.0.7", List.of(), null)))
        .isEqualTo("sip:al@10.0.0.7");
  }
}
