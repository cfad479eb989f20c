package dev.tandem.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.protocol.TrunkRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pure rules of trunks but for registration.
@NullUnmarked
class TrunkRulesTest {
  static Config config(String trunks) {
    return ConfigFactory.parseString("tandem.trunks { " + trunks + " }")
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }

  static TrunkSettings trunk(String settings) {
    return TrunkReader.from(config("p { addresses = [\"sip:192.0.2.1:5070\"], " + settings + " }"))
        .get("p");
  }

  @Nested
  class Settings {
    @Test
    void theDefaultsAreThoseOfTrunkDefaults() {
      TrunkSettings plain = trunk("");
      assertThat(plain.domain()).isEqualTo("192.0.2.1");
      assertThat(plain.register().wanted()).isFalse();
      assertThat(plain.health().interval()).isEqualTo(Duration.ofSeconds(30));
      assertThat(plain.maxCalls()).isZero();

      Config changed =
          ConfigFactory.parseString("tandem.trunk-defaults.max-calls = 7")
              .withFallback(config("p { addresses = [\"sip:a\"] }"));
      assertThat(TrunkReader.from(changed).get("p").maxCalls()).isEqualTo(7);
    }

    @Test
    void registrarsAreTheAddressesUnlessNamed() {
      assertThat(trunk("user = u, register.enabled = on").register().registrars())
          .containsExactly("sip:192.0.2.1:5070");
      assertThat(
              trunk("user = u, register { enabled = on, registrars = [\"sip:r1\", \"sip:r2\"] }")
                  .register()
                  .registrars())
          .containsExactly("sip:r1", "sip:r2");
    }

    @Test
    void aPasswordIsNotShown() {
      assertThat(trunk("user = u, password = hush").toString())
          .contains("user=u")
          .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "p {} | tandem.trunks.p.addresses",
          "p { addresses = [] } | tandem.trunks.p.addresses",
          "p { addresses = [\"http://x\"] } | tandem.trunks.p.addresses",
          "p { addresses = [{ uri = \"sip:a\", weight = 65536 }] } | tandem.trunks.p.addresses",
          "p { addresses = [\"sip:a\"], max-calls = -1 } | tandem.trunks.p.max-calls",
          "p { addresses = [\"sip:a\"], register.enabled = on } | tandem.trunks.p.register.enabled",
          "p { addresses = [\"sip:a\"], max-cals = 1 } | tandem.trunks.p.max-cals",
          "p { addresses = [\"sip:a\"], health.intervall = 1s } | tandem.trunks.p.health.intervall",
          "p { addresses = [\"sip:a\"], set-headers { Via = x } } | tandem.trunks.p.set-headers",
          "p { addresses = [\"sip:a\"], asserted-identity = me } | tandem.trunks.p.asserted-identity",
          "p { addresses = [\"sip:a\"], codecs = [G729] } | tandem.trunks.p.codecs",
          "P { addresses = [\"sip:a\"] } | tandem.trunks",
          "p = 3 | tandem.trunks",
        })
    void whatIsWrongIsNamed(String trunks, String option) {
      assertThatThrownBy(() -> TrunkReader.from(config(trunks))).hasMessageContaining(option);
    }
  }

  @Nested
  class Addresses {
    static final List<TrunkSettings.Address> THREE =
        List.of(
            new TrunkSettings.Address("sip:spare", 20, 1),
            new TrunkSettings.Address("sip:small", 10, 1),
            new TrunkSettings.Address("sip:big", 10, 3));

    @Test
    void byPriorityAndByWeightAmongEquals() {
      Map<String, Integer> first = new HashMap<>();
      for (int seed = 0; seed < 4000; seed++) {
        List<String> order = AddressOrder.of(THREE, _ -> false, seed);
        assertThat(order).hasSize(3).endsWith("sip:spare");
        first.merge(order.getFirst(), 1, Integer::sum);
      }
      assertThat(first.get("sip:big")).isBetween(2800, 3200);
      assertThat(first.get("sip:small")).isBetween(800, 1200);
    }

    @Test
    void oneCallGoesTheSameWayEachTime() {
      assertThat(AddressOrder.of(THREE, _ -> false, 42))
          .isEqualTo(AddressOrder.of(THREE, _ -> false, 42));
    }

    @Test
    void whatIsDownIsLeftOutUnlessAllAre() {
      assertThat(AddressOrder.of(THREE, uri -> uri.startsWith("sip:s"), 1))
          .containsExactly("sip:big");
      assertThat(AddressOrder.of(THREE, _ -> true, 1)).hasSize(3);
    }

    @Test
    void withoutWeightsEachComesFirst() {
      var none =
          List.of(
              new TrunkSettings.Address("sip:a", 0, 0), new TrunkSettings.Address("sip:b", 0, 0));
      int a = 0;
      for (int seed = 0; seed < 1000; seed++) {
        a += AddressOrder.of(none, _ -> false, seed).getFirst().equals("sip:a") ? 1 : 0;
      }
      assertThat(a).isBetween(400, 600);
    }
  }

  @Nested
  class Healthy {
    @Test
    void downAfterSoManyFailuresAndUpWithTheFirstAnswer() {
      Health now = Health.UNKNOWN.silent(3).heard(503, 3);
      assertThat(now.state()).isEqualTo(TrunkInfo.Health.UNKNOWN);
      now = now.heard(408, 3);
      assertThat(now).isEqualTo(new Health(TrunkInfo.Health.DOWN, 408, 3));
      assertThat(now.heard(404, 3)).isEqualTo(new Health(TrunkInfo.Health.UP, 404, 0));
    }

    @Test
    void anAnswerInBetweenCountsFromTheStart() {
      Health now = Health.UNKNOWN.silent(2).heard(200, 2).silent(2);
      assertThat(now.state()).isEqualTo(TrunkInfo.Health.UP);
      assertThat(now.silent(2).state()).isEqualTo(TrunkInfo.Health.DOWN);
    }
  }

  @Nested
  class Counting {
    final CallCount calls = new CallCount();
    final SessionId one = new SessionId("1-aaaaaaaaaaaa");
    final SessionId two = new SessionId("1-bbbbbbbbbbbb");
    final Instant noon = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void theLimitIsExactAndTheSameCallCountsOnce() {
      assertThat(calls.admit(one, 1, noon)).isTrue();
      assertThat(calls.admit(one, 1, noon)).isTrue();
      assertThat(calls.admit(two, 1, noon)).isFalse();
      calls.release(one, noon);
      assertThat(calls.admit(two, 1, noon)).isTrue();
    }

    @Test
    void aNewKeeperCountsWhatNodesReport() {
      calls.reported(List.of(one), noon);
      assertThat(calls.admit(two, 1, noon)).isFalse();
    }

    @Test
    void aCallNobodySpeaksOfIsForgottenInTime() {
      calls.admit(one, 1, noon);
      assertThat(calls.admit(two, 1, noon.plusSeconds(15))).isFalse();
      assertThat(calls.admit(two, 1, noon.plusSeconds(16))).isTrue();
    }

    @Test
    void aReportThatIsOlderThanTheEndDoesNotBringItBack() {
      calls.admit(one, 1, noon);
      calls.release(one, noon);
      calls.reported(List.of(one), noon.plusSeconds(1));
      assertThat(calls.size()).isZero();
    }
  }

  @Nested
  class Dress {
    private static CallPlan plan(Header... headers) {
      return new CallPlan(
          "sip:alice@home.example;x=y",
          "Alice",
          "sip:1@p",
          Treatment.SILENCE,
          null,
          null,
          Duration.ofSeconds(60),
          List.of(headers),
          null);
    }

    @Test
    void withoutRulesOnlyTheIdentityIsKeptBack() {
      var asserted = new Header("p-asserted-identity", "<sip:secret@home>");
      assertThat(CallDress.dressed(plan(asserted), trunk(""))).isEqualTo(plan());
    }

    @Test
    void codecsAreTheTrunksUnlessTheCallHasItsOwn() {
      var trunk = trunk("codecs = [pcma]");
      var ours = MediaOptions.codecs("PCMU").inOurOrder();
      assertThat(CallDress.dressed(plan(), trunk).media()).isEqualTo(MediaOptions.codecs("PCMA"));
      assertThat(CallDress.dressed(plan(ours, null), trunk).media()).isEqualTo(ours);
      assertThat(CallDress.dressed(plan(ours, new SessionId("1-aaaaaaaaaaaa")), trunk).media())
          .as("chosen for the caller's leg")
          .isEqualTo(MediaOptions.codecs("PCMA").inOurOrder());
      assertThat(CallDress.dressed(plan(ours, null), trunk("")).media()).isEqualTo(ours);
    }

    private static CallPlan plan(MediaOptions media, @Nullable SessionId forwardedFor) {
      CallPlan it = plan();
      return new CallPlan(
          it.from(),
          it.fromDisplayName(),
          it.to(),
          it.treatment(),
          null,
          forwardedFor,
          it.ringing(),
          it.headers(),
          media);
    }

    @Test
    void fromAndHeadersAreTheTrunks() {
      var trunk =
          trunk(
              "from-user = \"+4930\", from-host = p.example, asserted-identity = caller,"
                  + " set-headers { X-Account = \"4711\" }, remove-headers = [Subject]");
      CallPlan dressed =
          CallDress.dressed(
              plan(new Header("subject", "hello"), new Header("x-account", "1")), trunk);
      assertThat(dressed.from()).isEqualTo("sip:+4930@p.example");
      assertThat(dressed.headers())
          .containsExactlyInAnyOrder(
              new Header("P-Asserted-Identity", "<sip:alice@home.example;x=y>"),
              new Header("X-Account", "4711"));
      assertThat(CallDress.dressed(dressed, trunk)).isEqualTo(dressed);
    }

    @ParameterizedTest
    @CsvSource({"from-user=b, sip:b@home.example", "from-host=h, sip:alice@h"})
    void oneHalfOfFromMayStay(String rule, String from) {
      assertThat(CallDress.dressed(plan(), trunk(rule)).from()).isEqualTo(from);
    }

    @Test
    void aFixedIdentityIsSaidWhateverTheCallerSays() {
      var trunk = trunk("asserted-identity = \"sip:+49@p.example\"");
      assertThat(CallDress.dressed(plan(new Header("P-Asserted-Identity", "x")), trunk).headers())
          .containsExactly(new Header("P-Asserted-Identity", "<sip:+49@p.example>"));
    }
  }

  @Nested
  class Book {
    final TrunkBook book =
        new TrunkBook(
            TrunkReader.from(
                config("p { addresses = [\"sip:a\"] }, q { addresses = [\"sip:b\"] }")),
            new byte[] {1, 2, 3});

    @Test
    void aTargetNamesTheTrunkInARouteOfOurOwn() {
      String target = book.target("p", "*21#").orElseThrow();
      assertThat(CallTarget.parse(target).uri()).isEqualTo("sip:*21%23@a");
      assertThat(TrunkRoute.of(target)).contains(new TrunkRoute("p", false));
      assertThat(book.target("r", "1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "1@x", "1?Route=x", "1;x", "1>", "1:2", "1/2"})
    void aNumberIsAUserPart(String number) {
      assertThat(TrunkBook.isNumber(number)).isFalse();
    }

    @Test
    void whatWasRegisteredIsKnownAgainAndCannotBeGuessed() {
      String line = book.lines().of("q", "10.0.0.1:25520");
      assertThat(book.byContact("sip:u@192.0.2.9:5060" + line)).contains("q");
      assertThat(book.byContact("sip:u@192.0.2.9;line=0123456789abcdef-1")).isEmpty();
      assertThat(new TrunkBook(Map.of(), new byte[] {9}).byContact("sip:u@h" + line)).isEmpty();
    }

    @Test
    void aTrunkNobodyHasHeardOfIsTried() {
      assertThat(book.isUp("p")).isTrue();
      var down = new TrunkInfo.Address("sip:a", TrunkInfo.Health.DOWN, 0, 3);
      book.heard(
          new TrunkInfo(
              "p", TrunkInfo.Registration.OFF, null, null, null, List.of(down), 0, 0, "n"));
      assertThat(book.isUp("p")).isFalse();
      assertThat(book.all()).extracting(TrunkInfo::name).containsExactly("p");
    }
  }
}
