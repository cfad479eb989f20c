package dev.tandem.node.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tandem.api.CallDecision;
import dev.tandem.api.IncomingCall;
import dev.tandem.config.InvalidSettings;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
  private static RouteTable table(String routes) {
    return RouteTable.from(
        ConfigFactory.parseString(
            "tandem.routes = [\n" + routes + "\n]",
            ConfigParseOptions.defaults().setOriginDescription("my.conf")));
  }

  private static CallDecision call(String routes, String user) {
    var call =
        new IncomingCall(
            new SessionId("1-aaaaaaaaaaaa"),
            "sip:alice@example.com",
            "sip:" + user + "@example.com",
            user,
            null,
            null,
            "sip:alice@192.0.2.5",
            "call",
            null,
            List.of(),
            Instant.EPOCH,
            new PeerAddress("udp", "192.0.2.5", 5060),
            null);
    return new RouteHandler(table(routes)).onIncomingCall(call);
  }

  @Nested
  class Deciding {
    @Test
    void theFirstRouteThatMatchesTheWholeUserDecides() {
      String routes = "{user = \"a.*\", do = echo}, {user = \"ab\", do = \"reject 486\"}";

      assertThat(call(routes, "ab")).isEqualTo(CallDecision.accept(Treatment.ECHO));
      assertThat(call(routes, "xab")).isEqualTo(CallDecision.reject(404));
    }

    @Test
    void aRegisteredPhoneIsFoundByTheCalledAddressOrTheOneThatIsSaid() {
      assertThat(call("{user = \".*\", do = registered}", "bob"))
          .isEqualTo(CallDecision.forwardToRegistered("sip:bob@example.com"));
      assertThat(call("{user = \"9(.*)\", do = \"registered sip:$1@here\"}", "9bob"))
          .isEqualTo(CallDecision.forwardToRegistered("sip:bob@here"));
    }

    @Test
    void everyVerbDoesWhatItSays() {
      assertThat(call("{user = \"x\", do = answer}", "x"))
          .isEqualTo(CallDecision.accept(Treatment.NONE));
      assertThat(call("{user = \"x\", do = tone}", "x"))
          .isEqualTo(CallDecision.accept(Treatment.tone(440)));
      assertThat(call("{user = \"x\", do = \"tone 1000\"}", "x"))
          .isEqualTo(CallDecision.accept(Treatment.tone(1000)));
      assertThat(call("{user = \"(r.*)\", do = \"conference $1\"}", "red"))
          .isEqualTo(CallDecision.conference("red"));
      assertThat(call("{user = \"(b.*)\", do = \"bridge sip:$1@192.0.2.1\"}", "bob"))
          .isEqualTo(CallDecision.forward("sip:bob@192.0.2.1"));
      assertThat(call("{user = \"x\", do = \"redirect sip:a@b sip:c@d\"}", "x"))
          .isEqualTo(CallDecision.redirect("sip:a@b", "sip:c@d"));
      assertThat(call("{user = \"x\", do = \"reject 603\"}", "x"))
          .isEqualTo(CallDecision.reject(603));
    }

    @Test
    void aNameThatIsNoRoomIs404() {
      assertThat(call("{user = \"(.*)\", do = \"conference $1\"}", "a b"))
          .isEqualTo(CallDecision.reject(404));
    }

    @Test
    void aGroupThatMatchedNothingIsEmpty() {
      assertThat(call("{user = \"(a)?b\", do = \"bridge sip:x$1@192.0.2.1\"}", "b"))
          .isEqualTo(CallDecision.forward("sip:x@192.0.2.1"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {user = "x"}                                | two keys
          {user = "x", do = answer, or = echo}        | two keys
          {user = "(x", do = answer}                  | no regular expression
          {user = "x", do = dance}                    | not with dance
          {user = "x", do = "answer now"}             | answer takes nothing more
          {user = "x", do = "tone 49"}                | 50 to 3400 Hz
          {user = "x", do = "tone 3401"}              | 50 to 3400 Hz
          {user = "x", do = conference}               | takes a name
          {user = "x", do = "conference $1"}          | $1 names a group
          {user = "x", do = "bridge bob"}             | takes a SIP URI
          {user = "x", do = "redirect sip:a@b bob"}   | takes SIP URIs
          {user = "x", do = "reject 399"}             | 400 to 699
          {user = "x", do = "reject 99999999999"}     | 400 to 699
          """)
  void aWrongRouteIsNamedWithFileAndLine(String route, String problem) {
    assertThatThrownBy(() -> table("{user = \"fine\", do = answer},\n" + route))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("my.conf: 3")
        .hasMessageContaining(problem);
  }

  @Test
  void allWrongRoutesAreReportedTogether() {
    assertThatThrownBy(() -> table("{user = \"x\", do = dance},\n{user = \"y\", do = \"tone 1\"}"))
        .isInstanceOfSatisfying(InvalidSettings.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
