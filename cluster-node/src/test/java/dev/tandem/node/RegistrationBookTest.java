package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.node.http.HttpDoors.RegistrationPage;
import dev.tandem.node.http.RegistrationView;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.RegistrarReply;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RegistrationBookTest {
  private static final int SHARDS = 10;
  private static final Gruus GRUUS = new Gruus(new byte[16]);
  private static final Binding BINDING =
      ContactTargetTest.binding("sip:a@192.0.2.1", List.of(), null);

  /// More than are asked at a time; every third one has nothing bound any more.
  private final TreeSet<String> ids = new TreeSet<>();

  private final RegistrationBook book =
      new RegistrationBook(
          address ->
              CompletableFuture.completedStage(
                  new RegistrarReply.Bound(isBound(address) ? List.of(BINDING) : List.of())),
          (after, limit) -> ids.tailSet(after, false).stream().limit(limit).toList(),
          SHARDS,
          GRUUS);

  RegistrationBookTest() {
    IntStream.range(0, 250)
        .mapToObj(i -> new AddressOfRecord("user" + i + "@example.com"))
        .forEach(it -> ids.add(it.entityId(SHARDS)));
  }

  private static boolean isBound(AddressOfRecord address) {
    return Integer.parseInt(address.user().substring(4)) % 3 != 0;
  }

  private RegistrationPage page(int limit, @Nullable AddressOfRecord after) throws Exception {
    return book.page(limit, after).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void pagesTogetherAreAllThatIsBound() throws Exception {
    var seen = new TreeSet<String>();
    AddressOfRecord after = null;
    do {
      RegistrationPage page = page(40, after);
      assertThat(page.registrations()).hasSizeLessThanOrEqualTo(40);
      for (RegistrationView view : page.registrations()) {
        assertThat(seen.add(view.address())).as(view.address()).isTrue();
      }
      after = page.next() == null ? null : new AddressOfRecord(page.next());
    } while (after != null);

    assertThat(seen)
        .hasSize(
            (int) ids.stream().map(AddressOfRecord::ofEntity).filter(it -> isBound(it)).count());
  }

  @Test
  void theLastPageSaysSo() throws Exception {
    assertThat(page(1000, null).next()).isNull();
    assertThat(page(1, null).next()).isNotNull();
  }

  @Test
  void whatHasNothingBoundIsNotThere() throws Exception {
    var bound = book.one(new AddressOfRecord("user1@example.com")).toCompletableFuture();
    var gone = book.one(new AddressOfRecord("user3@example.com")).toCompletableFuture();

    assertThat(bound.get(10, TimeUnit.SECONDS)).isPresent();
    assertThat(gone.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void aNodeWithoutAJournalCannotList() {
    var blind = new RegistrationBook(_ -> new CompletableFuture<>(), null, SHARDS, GRUUS);

    assertThatThrownBy(() -> blind.page(1, null).toCompletableFuture().get(10, TimeUnit.SECONDS))
        .hasMessageContaining("keeps no registrations");
  }
}
