package dev.tandem.node.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tandem.api.CallDecision;
import dev.tandem.api.CallDecision.Ringing;
import dev.tandem.api.IncomingCall;
import dev.tandem.api.IncomingMessage;
import dev.tandem.api.MessageDecision;
import dev.tandem.config.InvalidSettings;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
  private static RouteTable table(String routes) {
    return RouteTable.from(
        ConfigFactory.parseString(
            "tandem.routes = [\n" + routes + "\n], tandem.trunks { p {} }",
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
            null,
            null,
            List.of());
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

    /// 404 would end the call.
    @Test
    void aTextWithinACallIsNotTaken() {
      var text =
          new IncomingMessage(
              "sip:alice@example.com",
              null,
              "sip:127.0.0.1",
              "",
              "call",
              "text/plain",
              "hi",
              List.of(),
              Instant.EPOCH,
              new PeerAddress("udp", "192.0.2.5", 5060),
              null,
              new SessionId("1-aaaaaaaaaaaa"));
      assertThat(new RouteHandler(table("{user = x, do = echo}")).onMessage(text))
          .isEqualTo(MessageDecision.reject(405));
    }

    @Test
    void aNeedlessEscapeHidesNobody() {
      String routes = "{user = \"ab\", do = \"reject 486\"}, {user = \".*%40.*\", do = echo}";

      assertThat(call(routes, "%61b")).isEqualTo(CallDecision.reject(486));
      assertThat(call(routes, "a%6")).isEqualTo(CallDecision.reject(404));
      assertThat(call(routes, "x%40y")).isEqualTo(CallDecision.accept(Treatment.ECHO));
    }

    @Test
    void aTrunkIsCalledWithTheNumberThatIsSaidOrTheOneThatWasCalled() {
      assertThat(call("{user = \"0(.*)\", do = \"trunk p +49$1\"}", "030"))
          .isEqualTo(CallDecision.forwardToTrunk("p", "+4930"));
      assertThat(call("{user = \".*\", do = trunk p}", "117"))
          .isEqualTo(CallDecision.forwardToTrunk("p", "117"));
    }

    @Test
    void aRegisteredPhoneIsFoundByTheCalledAddressOrTheOneThatIsSaid() {
      assertThat(call("{user = \".*\", do = registered}", "bob"))
          .isEqualTo(CallDecision.forwardToRegistered("sip:bob@example.com"));
      assertThat(call("{user = \"9(.*)\", do = \"registered sip:$1@here\"}", "9bob"))
          .isEqualTo(CallDecision.forwardToRegistered("sip:bob@here"));
      assertThat(call("{user = \".*\", do = \"registered serial\"}", "bob"))
          .isEqualTo(CallDecision.forwardToRegistered("sip:bob@example.com", Ringing.SERIAL));
      assertThat(call("{user = \"(.*)\", do = \"registered sip:$1@here parallel\"}", "bob"))
          .isEqualTo(CallDecision.forwardToRegistered("sip:bob@here", Ringing.PARALLEL));
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
      assertThat(call("{user = \"(r.*)\", do = \"conference room-$1\"}", "red"))
          .isEqualTo(CallDecision.conference("room-red"));
      assertThat(call("{user = \"(b.*)\", do = \"bridge sip:$1@192.0.2.1\"}", "bob"))
          .isEqualTo(CallDecision.forward("sip:bob@192.0.2.1"));
      assertThat(call("{user = \"x\", do = \"bridge sip:a@b sip:c@d\"}", "x"))
          .isEqualTo(CallDecision.ring("sip:a@b", "sip:c@d"));
      assertThat(call("{user = \"x\", do = \"redirect sip:a@b sip:c@d\"}", "x"))
          .isEqualTo(CallDecision.redirect("sip:a@b", "sip:c@d"));
      assertThat(call("{user = \"x\", do = \"reject 603\"}", "x"))
          .isEqualTo(CallDecision.reject(603));
    }

    @Test
    void aRouteMayChooseAStateTable() {
      assertThat(call("{user = \"x\", do = answer, table = gateway}", "x"))
          .isEqualTo(CallDecision.accept(Treatment.NONE).withTable("gateway"));
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
          {user = "x", do = dance}                    | tone [HZ], early [HZ]
          {user = "x", do = [echo]}                   | all are texts
          {user = "x", do = "early 49"}               | early takes 50 to 3400 Hz
          {user = "x", do = "trunk q"}                | there is no trunk q: tandem.trunks has p
          {user = "x", do = "answer now"}             | answer takes nothing more
          {user = "x", do = "tone 49"}                | 50 to 3400 Hz
          {user = "x", do = "tone 3401"}              | 50 to 3400 Hz
          {user = "x", do = conference}               | takes a name
          {user = "x", do = "conference $1"}          | $1 names a group
          {user = "x", do = "conference a/b"}         | a name of 1 to 64 of A-Z a-z 0-9 . _ ~ -, as conference red, not a/b
          {user = "(x)", do = "conference a/$1"}      | as conference red, not a/$1
          {user = "x", do = "conference $a"}          | as conference red, not $a
          {user = "x", do = "bridge bob"}             | takes a SIP URI
          {user = "x", do = "redirect sip:a@b bob"}   | takes SIP URIs
          {user = "x", do = "reject 399"}             | 400 to 699
          {user = "x", do = "reject 99999999999"}     | 400 to 699
          """)
  void aWrongRouteIsNamedWithFileAndLine(String route, String problem) {
    assertThatThrownBy(() -> table("{user = \"fine\", do = answer},\n" + route))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("tandem.routes (my.conf: 3): route 2, user")
        .hasMessageContaining(problem);
  }

  @Test
  void aKeyThatARouteDoesNotHaveIsNamed() {
    assertThatThrownBy(() -> table("{usr = \".*\", do = answer}"))
        .hasMessageContaining("tandem.routes (my.conf: 2): route 1: a route has two keys")
        .hasMessageEndingWith("; no such key: usr (did you mean user?)");
    assertThatThrownBy(() -> table("{user = x, do = answer, tabel = own, colour = red}"))
        .hasMessageContaining("route 1, user \"x\": ")
        .hasMessageEndingWith("; no such key: colour, tabel (did you mean table?)");
  }

  @Test
  void everyVerbIsInTheDocuments() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "configuration.md"));
    String routes = page.substring(page.indexOf("## Routes"), page.indexOf("## Users"));
    assertThatThrownBy(() -> table("{user = \"x\", do = dance}"))
        .satisfies(problem -> {
          for (Route.Verb verb : Route.Verb.values()) {
            String word = verb.name().toLowerCase(Locale.ROOT);
            assertThat(routes).containsPattern("\\| `" + word + "[ `]");
            assertThat(problem).hasMessageContaining(word);
          }
        });
  }

  @Test
  void moreThanTenTargetsAreTooMany() {
    for (String verb : List.of("bridge", "redirect")) {
      String ten = verb + " sip:a@b".repeat(10);
      assertThat(table("{user = x, do = \"" + ten + "\"}").routes()).hasSize(1);
      assertThatThrownBy(() -> table("{user = x, do = \"" + ten + " sip:a@b\"}"))
          .hasMessageContaining("up to 10");
    }
  }

  @Test
  void allWrongRoutesAreReportedTogether() {
    assertThatThrownBy(() -> table("{user = \"x\", do = dance},\n{user = \"y\", do = \"tone 1\"}"))
        .isInstanceOfSatisfying(InvalidSettings.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
