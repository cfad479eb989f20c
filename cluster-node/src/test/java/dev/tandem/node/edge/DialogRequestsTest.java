package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Dialog;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class DialogRequestsTest {
  static Dialog dialog(String displayName, String... routes) {
    return dialog("sip:al@10.0.0.1?Subject=x", displayName, routes);
  }

  static Dialog dialog(String target, String displayName, String[] routes) {
    return new Dialog(
        "c",
        "sip:us@a",
        displayName,
        "ours",
        "sip:al@b",
        "Al",
        "theirs",
        target,
        List.of(routes),
        null);
  }

  @Test
  void withoutRoutesTheTargetIsTheRequestUriAndTheNextHop() {
    var request = DialogRequests.of(dialog(null), "BYE", 2, List.of(), null, "");

    assertThat(request.requestUri()).isEqualTo("sip:al@10.0.0.1");
    assertThat(request.routes()).isEmpty();
    assertThat(request.from()).isEqualTo("<sip:us@a>;tag=ours");
    assertThat(request.to()).isEqualTo("\"Al\" <sip:al@b>;tag=theirs");
    assertThat(DialogRequests.nextHop(dialog(null))).startsWith("sip:al@10.0.0.1");
  }

  @Test
  void aQuestionMarkInTheUserPartBeginsNoHeaders() {
    var dialog = dialog("sip:room?7@10.0.0.1;ob?Subject=x", null, new String[0]);
    var request = DialogRequests.of(dialog, "BYE", 2, List.of(), null, "");

    assertThat(request.requestUri()).isEqualTo("sip:room?7@10.0.0.1;ob");
  }

  @Test
  void oneIpv6AddressIsOneHostHoweverItIsWritten() {
    assertThat(NextHops.isSameHost("2001:db8:0:0:0:0:0:1", "2001:DB8::1")).isTrue();
    assertThat(NextHops.isSameHost("2001:db8::2", "2001:db8::1")).isFalse();
    assertThat(NextHops.isSameHost("a.example", "b.example")).isFalse();
  }

  @Test
  void looseRoutesStayRoutes() {
    var dialog = dialog(null, "<sip:p1;lr>", "<sip:p2;lr>");
    var request = DialogRequests.of(dialog, "BYE", 2, List.of(), null, "");

    assertThat(request.requestUri()).isEqualTo("sip:al@10.0.0.1");
    assertThat(request.routes()).containsExactly("<sip:p1;lr>", "<sip:p2;lr>");
    assertThat(DialogRequests.nextHop(dialog)).isEqualTo("<sip:p1;lr>");
  }

  @Test
  void aStrictRouterBecomesTheRequestUriAndTheTargetTheLastRoute() {
    var dialog = dialog(null, "<sip:p1>", "<sip:p2;lr>");
    var request = DialogRequests.of(dialog, "BYE", 2, List.of(), null, "");

    assertThat(request.requestUri()).isEqualTo("sip:p1");
    assertThat(request.routes()).containsExactly("<sip:p2;lr>", "<sip:al@10.0.0.1?Subject=x>");
  }

  @Test
  void quotesInADisplayNameAreEscaped() {
    var request = DialogRequests.of(dialog("a \"b\" \\c"), "BYE", 2, List.of(), null, "");

    assertThat(request.from()).isEqualTo("\"a \\\"b\\\" \\\\c\" <sip:us@a>;tag=ours");
  }
}
