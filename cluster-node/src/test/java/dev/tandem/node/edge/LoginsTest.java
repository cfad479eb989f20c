package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.tandem.config.InvalidSettings;
import dev.tandem.config.SettingsReader;
import dev.tandem.protocol.Header;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.Parsed;
import dev.tandem.sip.message.SipParser;
import dev.tandem.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class LoginsTest {
  private static final String OURS = "[{realm = home, user = tandem, password = secret}]";

  private static Logins logins(String list) {
    var config = ConfigFactory.parseString("tandem.edge.logins = " + list);
    var in = new SettingsReader(config, "tandem.edge");
    Logins logins = Logins.from(in);
    in.done();
    return logins;
  }

  private static OutgoingRequest invite(Header... headers) {
    return new OutgoingRequest(
        "INVITE",
        "sip:bob@example.com",
        "<sip:a@example.com>;tag=1",
        "<sip:bob@example.com>",
        "call-1",
        1,
        List.of(),
        List.of(headers),
        null,
        "");
  }

  private static SipResponse challenge(String callId, String headers) {
    String text =
        "SIP/2.0 407 Proxy Authentication Required\r\n"
            + "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKx\r\n"
            + "From: <sip:a@example.com>;tag=1\r\nTo: <sip:bob@example.com>;tag=2\r\n"
            + "Call-ID: "
            + callId
            + "\r\nCSeq: 1 INVITE\r\n"
            + headers
            + "Content-Length: 0\r\n\r\n";
    var parsed = new SipParser().parse(text.getBytes(StandardCharsets.ISO_8859_1), null);
    return ((Parsed.Response) parsed).response();
  }

  private static String realm(String name, String more) {
    return "Proxy-Authenticate: Digest realm=\"" + name + "\", nonce=\"n\"" + more + "\r\n";
  }

  @Test
  void answersForItsRealm() {
    List<Header> answer = logins(OURS).answer(invite(), challenge("call-1", realm("home", "")));

    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().name()).isEqualTo("Proxy-Authorization");
    assertThat(answer.getFirst().value())
        .contains("username=\"tandem\"", "realm=\"home\"", "uri=\"sip:bob@example.com\"")
        .doesNotContain("secret");
  }

  @Test
  void hasNothingToSayToOtherRealmsOrToOthersChallenges() {
    Logins logins = logins(OURS);

    assertThat(logins.answer(invite(), challenge("call-1", realm("elsewhere", "")))).isEmpty();
    assertThat(logins.answer(invite(), challenge("call-2", realm("home", "")))).isEmpty();
    assertThat(logins("[]").answer(invite(), challenge("call-1", realm("home", "")))).isEmpty();
  }

  @Test
  void saysItOnceMoreOnlyWhenTheNonceWasTooOld() {
    Logins logins = logins(OURS);
    Header said = logins.answer(invite(), challenge("call-1", realm("home", ""))).getFirst();

    assertThat(logins.answer(invite(said), challenge("call-1", realm("home", "")))).isEmpty();
    assertThat(logins.answer(invite(said), challenge("call-1", realm("home", ", stale=TRUE"))))
        .hasSize(1);
  }

  @Test
  void aLoginThatIsNoneIsNamedWithoutItsSecret() {
    assertThatThrownBy(() -> logins("[{realm = home, user = tandem, pasword = hidden}]"))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("tandem.edge.logins")
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(
            () -> logins("[" + OURS.substring(1, OURS.length() - 1) + ", " + OURS.substring(1)))
        .hasMessageContaining("realm home is there twice");
    assertThat(logins(OURS).toString()).doesNotContain("secret");
  }
}
