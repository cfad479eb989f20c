package dev.tandem.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@org.jspecify.annotations.NullUnmarked
class DialogTagsTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

  static final SessionId ID = new SessionId("42-abcdefghijkl");
  final DialogTags tags = new DialogTags("sixteen bytes and more".getBytes());

  @Test
  void aTagLeadsBackToItsSession() {
    assertThat(tags.sessionOf(tags.tagOf(ID))).contains(ID);
  }

  @Test
  void theTagOfASubscriptionIsNoSessionsAndTheOtherWayRound() {
    var subscription = new SubscriptionId(ID.value());
    assertThat(tags.subscriptionOf(tags.tagOf(subscription))).contains(subscription);
    assertThat(tags.sessionOf(tags.tagOf(subscription))).isEmpty();
    assertThat(tags.subscriptionOf(tags.tagOf(ID))).isEmpty();
  }

  @Test
  void aTagIsTheSameOnEveryNodeThatKnowsTheSecret() {
    assertThat(new DialogTags("sixteen bytes and more".getBytes()).tagOf(ID))
        .isEqualTo(tags.tagOf(ID));
  }

  @Test
  void aTagOfAnotherClusterIsNotOurs() {
    var others = new DialogTags("another secret of ours".getBytes());

    assertThat(tags.sessionOf(others.tagOf(ID))).isEmpty();
  }

  @Test
  void noLetterOfATagCanBeChanged() {
    String tag = tags.tagOf(ID);
    for (int i = 0; i < tag.length(); i++) {
      char other = tag.charAt(i) == 'x' ? 'y' : 'x';
      String forged = tag.substring(0, i) + other + tag.substring(i + 1);

      assertThat(tags.sessionOf(forged)).as(forged).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "--", "42", "42-abcdefghijkl", "42-abcdefghijkl-", "ü-ü-ü"})
  void whatIsNoTagOfOursIsNobody(String text) {
    assertThat(tags.sessionOf(text)).isEmpty();
  }

  @Test
  void aSecretNeedsSixteenBytes() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DialogTags(new byte[15]));
    assertThat(new DialogTags(new byte[16]).tagOf(ID)).startsWith(ID + "-");
  }

  @Test
  void aHeaderIsOneLine() {
    for (String bad : List.of("a\rb", "a\nb", "a\r\nVia: x")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Header("Subject", bad));
      assertThatIllegalArgumentException().isThrownBy(() -> new Header(bad, "x"));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Header("", "x"));
  }

  @Test
  void anIdNamesItsShardAndALegItsSession() {
    assertThat(ID.shard()).isEqualTo("42");
    assertThat(LegId.of(ID, 3).session()).isEqualTo(ID);
    assertThatIllegalArgumentException().isThrownBy(() -> new SessionId("42-ABC"));
    assertThatIllegalArgumentException().isThrownBy(() -> new LegId("nothing.1"));
    assertThatIllegalArgumentException().isThrownBy(() -> Treatment.tone(49));
    assertThatIllegalArgumentException().isThrownBy(() -> Treatment.tone(3401));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Treatment(Treatment.Kind.BRIDGE, 0, null, null));
  }

  @Test
  void aProofHoldsForItsCallAndItsUserOnly() {
    var tags = new DialogTags("0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String proof = tags.proofOf("call-1", "room1", NOW);

    assertThat(tags.isProof(proof, "call-1", "room1", NOW)).isTrue();
    assertThat(tags.isProof(proof, "call-2", "room1", NOW)).isFalse();
    assertThat(tags.isProof(proof, "call-1", "room2", NOW)).isFalse();
    assertThat(tags.isProof("", "call-1", "room1", NOW)).isFalse();
    assertThat(tags.isProof(proof, "call-1", "room1", NOW.plusSeconds(60))).isTrue();
    assertThat(tags.isProof(proof, "call-1", "room1", NOW.plusSeconds(120))).isFalse();
  }
}
