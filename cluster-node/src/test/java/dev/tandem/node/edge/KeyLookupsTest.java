package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.api.CredentialStore;
import dev.tandem.node.users.UserSettings;
import dev.tandem.node.users.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KeyLookupsTest {
  private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private long now;
  private final KeyLookups lookups =
      new KeyLookups(
          new Users(
              UserSettings.from(
                  ConfigFactory.parseString(
                          "tandem.user-lookup { cache-size = 2, cache-for = 1 s }")
                      .withFallback(ConfigFactory.defaultReference())
                      .resolve()),
              (_, user) -> {
                asked.add(user);
                return user.startsWith("no")
                    ? Optional.empty()
                    : Optional.of(new CredentialStore.Password("pw"));
              },
              null),
          loop::add,
          () -> now);

  private KeyLookups.Told find(String user) throws InterruptedException {
    var found = new ArrayList<KeyLookups.Found>();
    lookups.find(user, found::add);
    if (found.isEmpty()) {
      Runnable answer = loop.poll(10, TimeUnit.SECONDS);
      assertThat(answer).isNotNull();
      answer.run();
    }
    return (KeyLookups.Told) found.getFirst();
  }

  @Test
  void remembersWhoIsThereAndWhoIsNot() throws Exception {
    assertThat(find("alice").keys()).isNotNull();
    assertThat(find("nobody").keys()).isNull();
    find("alice");
    find("nobody");
    assertThat(asked).containsExactly("alice", "nobody");

    now = TimeUnit.SECONDS.toNanos(1);
    find("alice");
    assertThat(asked).containsExactly("alice", "nobody", "alice");
  }

  @Test
  void forgetsTheOldestAtTheBound() throws Exception {
    find("a");
    find("b");
    find("c");
    assertThat(lookups.remembered()).isEqualTo(2);
    find("a");
    assertThat(asked).containsExactly("a", "b", "c", "a");
  }
}
