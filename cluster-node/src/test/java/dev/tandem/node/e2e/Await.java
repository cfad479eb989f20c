package dev.tandem.node.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Waits for what another process does, looking again and again.
public final class Await {
  static final Duration LIMIT = Duration.ofSeconds(20);

  private Await() {}

  /// @return the first value that is right
  public static <T> T value(String what, Duration limit, Callable<T> look, Predicate<T> right) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        T seen = look.call();
        if (right.test(seen)) {
          return seen;
        }
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError(
              "awaited for " + limit.toSeconds() + " s: " + what + "; last seen: " + seen);
        }
        TimeUnit.MILLISECONDS.sleep(5); // between two looks
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError("while awaiting " + what, e);
      }
    }
  }

  public static <T> T value(String what, Callable<T> look, Predicate<T> right) {
    return value(what, LIMIT, look, right);
  }
}
