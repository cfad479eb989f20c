package dev.tandem.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallTargetTest {
  @Test
  void carriesItsRoutesInTheUri() {
    var target =
        new CallTarget("sip:al@192.0.2.1;x=1", List.of("<sip:p1;lr>", "\"P 2\" <sip:p2?a=b&c;lr>"));

    assertThat(target.text()).startsWith("sip:al@192.0.2.1;x=1?Route=%3Csip%3Ap1%3Blr%3E&Route=");
    assertThat(CallTarget.parse(target.text())).isEqualTo(target);
  }

  @Test
  void withoutRoutesIsTheUri() {
    assertThat(new CallTarget("sip:a?b@c", List.of()).text()).isEqualTo("sip:a?b@c");
    assertThat(CallTarget.parse("sip:a?b@c")).isEqualTo(new CallTarget("sip:a?b@c", List.of()));
    assertThat(CallTarget.parse("sip:a@c?Subject=x"))
        .isEqualTo(new CallTarget("sip:a@c", List.of()));
  }

  @Test
  void whatCannotBeReadIsNoRoute() {
    assertThat(CallTarget.parse("sip:a@c?Route=%zz&Route=%0D%0AX:1&Route=%3Csip:p%3E").routes())
        .containsExactly("<sip:p>");
  }
}
