package dev.tandem.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class VotesTest {
  private static final Set<Long> FIVE = Set.of(1L, 2L, 3L, 4L, 5L);
  private final Votes votes = new Votes();

  @Test
  void moreThanHalfOfAllMembersCarry() {
    votes.cast(5, 1);
    votes.cast(5, 2);
    assertThat(votes.carried(5, FIVE, Set.of())).isFalse();

    votes.cast(5, 3);
    assertThat(votes.carried(5, FIVE, Set.of())).isTrue();
  }

  @Test
  void oneVoteCountsOnce() {
    assertThat(votes.cast(5, 1)).isTrue();
    assertThat(votes.cast(5, 1)).isFalse();
    assertThat(votes.cast(5, 2)).isTrue();

    assertThat(votes.carried(5, FIVE, Set.of())).isFalse();
  }

  @Test
  void neitherTheAccusedNorAStrangerHasAVote() {
    votes.cast(5, 5);
    votes.cast(5, 99);
    votes.cast(5, 1);
    votes.cast(5, 2);

    assertThat(votes.carried(5, FIVE, Set.of())).isFalse();
  }

  @Test
  void oneThatKeepsSessionsMustHaveLookedAtTheDatabase() {
    votes.cast(5, 3);
    votes.cast(5, 4);
    votes.cast(5, 1);

    assertThat(votes.carried(5, FIVE, Set.of(2L))).isFalse();
    assertThat(votes.carried(5, FIVE, Set.of(1L, 2L))).isTrue();
  }

  @Test
  void whoHasLeftNeitherVotesNorIsAccused() {
    votes.cast(5, 1);
    votes.cast(5, 2);
    votes.cast(5, 3);
    votes.forget(3);
    assertThat(votes.carried(5, FIVE, Set.of())).isFalse();

    votes.forget(5);
    assertThat(votes.accused()).isEmpty();
  }

  @Test
  void twoCannotOutvoteEachOther() {
    votes.cast(2, 1);

    assertThat(votes.carried(2, Set.of(1L, 2L), Set.of())).isFalse();
  }
}
