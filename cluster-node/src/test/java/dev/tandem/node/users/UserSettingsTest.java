package dev.tandem.node.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tandem.api.CredentialStore;
import dev.tandem.config.InvalidSettings;
import dev.tandem.sip.auth.Algorithm;
import dev.tandem.sip.auth.Digest;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserSettingsTest {
  private static UserSettings settings(String text) {
    return UserSettings.from(
        ConfigFactory.parseString(
                text, ConfigParseOptions.defaults().setOriginDescription("my.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }

  @Test
  void aPasswordIsAsGoodAsItsHashes() {
    UserSettings settings =
        settings(
            """
            tandem.edge.auth { realm = "here", algorithms = [MD5] }
            tandem.users = [
              { user = alice, password = secret }
              { user = bob, ha1.MD5 = "%s" }
            ]
            """
                .formatted(
                    Digest.ha1(Algorithm.MD5, "bob", "here", "pw")
                        .toUpperCase(java.util.Locale.ROOT)));
    var users = new Users(settings, null, null);

    assertThat(users.any()).isTrue();
    assertThat(users.mustAsk()).isFalse();
    assertThat(Objects.requireNonNull(users.configured("alice")).has(Algorithm.SHA_512_256))
        .isTrue();
    assertThat(Objects.requireNonNull(users.configured("bob")).has(Algorithm.MD5)).isTrue();
    assertThat(users.configured("Alice")).isNull();
    assertThat(settings.toString()).doesNotContain("secret", "alice");
  }

  @Test
  void withoutUsersThereAreNone() {
    assertThat(new Users(settings(""), null, null).any()).isFalse();
    assertThat(new Users(settings(""), (_, _) -> Optional.empty(), null).any()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{password = hushhush} | a user has a name and a secret",
        "{user = a, password = hushhush, realm = x} | a user has a name and a secret",
        "{usr = a, password = hushhush} | a user has a name and a secret, {user = \"alice\", password = \"...\"} or {user = \"alice\", ha1 = {SHA-256 = \"...\"}}; no such key: usr (did you mean user?)",
        "{user = a, pasword = hushhush} | a user has a name and a secret, {user = \"alice\", password = \"...\"} or {user = \"alice\", ha1 = {SHA-256 = \"...\"}}; no such key: pasword (did you mean password?)",
        "{user = a, ha1.SHA256 = hushhush} | the ha1 of user a are MD5, SHA-256, SHA-512-256; no such key: SHA256 (did you mean SHA-256?)",
        "{user = a} | user a needs either password or ha1",
        "{user = a, password = hushhush, ha1.MD5 = hushhush} | user a needs either password or ha1",
        "{user = a, password = [hushhush]} | the password of user a must be text",
        "{user = a, password = \"\"} | the password of user a must be text and not empty",
        "{user = a, ha1.MD5 = hushhush} | user a needs ha1.SHA-512-256 of 64 hexadecimal digits",
        "{user = a, password = hushhush}, {user = a, password = b} | user a is there twice"
      })
  void whatIsWrongIsSaidWithoutTheSecret(String users, String problem) {
    assertThatThrownBy(() -> settings("tandem.users = [" + users + "]"))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("tandem.users (my.conf: 1): " + problem)
        .message()
        .doesNotContain("hushhush");
  }

  @Test
  void aStoreComesAfterTheConfigurationAndMayFail() throws Exception {
    var users =
        new Users(
            settings("tandem.users = [{user = alice, password = secret}]"),
            (_, user) -> {
              if (user.equals("bob")) {
                return Optional.of(
                    new CredentialStore.Ha1("00112233445566778899aabbccddeeff", null, null));
              }
              throw new IllegalStateException("away");
            },
            null);

    assertThat(Objects.requireNonNull(users.ask("bob")).has(Algorithm.MD5)).isTrue();
    assertThat(Objects.requireNonNull(users.ask("bob")).has(Algorithm.SHA_256)).isFalse();
    assertThat(users.ask("alice")).as("known without it").isNotNull();
    assertThatThrownBy(() -> users.ask("carol")).hasMessage("away");
    assertThat(users.ask("x".repeat(129))).as("too long for a name").isNull();
  }
}
