package dev.tandem.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
  private static SettingsReader reader(String text) {
    return new SettingsReader(
        ConfigFactory.parseString(
            text, ConfigParseOptions.defaults().setOriginDescription("my.conf")),
        "a");
  }

  @Test
  void whatIsRightIsRead() {
    var in = reader("a { n = 5, d = 0.5, t = 2s, f = true, s = x, l = [y, z], b = 2KiB }");

    assertThat(in.integer("n", 5, 5)).isEqualTo(5);
    assertThat(in.decimal("d", 0, 1)).isEqualTo(0.5);
    assertThat(in.duration("t", Duration.ofSeconds(2), Duration.ofSeconds(2)))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(in.flag("f")).isTrue();
    assertThat(in.text("s")).isEqualTo("x");
    assertThat(in.texts("l")).containsExactly("y", "z");
    assertThat(in.bytes("b", 1, 4096)).isEqualTo(2048);
    in.done();
  }

  @Test
  void allProblemsAreToldTogetherWithFileAndLine() {
    var in = reader("a {\n  n = 6\n  d = much\n  t = 3 parsecs\n}");
    in.integer("n", 1, 5);
    in.decimal("d", 0, 1);
    in.duration("t", Duration.ZERO, Duration.ofSeconds(1));
    in.text("missing");

    assertThatThrownBy(in::done)
        .isInstanceOfSatisfying(
            InvalidSettings.class,
            e -> {
              assertThat(e.problems()).hasSize(4);
              assertThat(e.problems().get(0)).isEqualTo("a.n (my.conf: 2): must be 1 to 5, is 6");
              assertThat(e.problems().get(1)).contains("a.d (my.conf: 3)");
              assertThat(e.problems().get(2)).contains("a.t (my.conf: 4)");
              assertThat(e.problems().get(3)).isEqualTo("a.missing: is missing");
            });
  }

  @Test
  void aTextOfAListIsNamedByItsOwnLine() {
    var in = reader("a {\n  l = [\n    x\n    y\n  ]\n}");
    in.problem("l", in.texts("l").indexOf("y"), "must be x, is y");

    assertThat(in.problems()).containsExactly("a.l (my.conf: 4): must be x, is y");
  }

  @Test
  void aValueOfTheWrongKindIsToldWithoutSayingTwiceWhereItIs() {
    var in = reader("a {\n  d = much\n}");
    in.decimal("d", 0, 1);

    assertThat(in.problems())
        .containsExactly("a.d (my.conf: 2): a.d has type STRING rather than NUMBER");
  }
}
