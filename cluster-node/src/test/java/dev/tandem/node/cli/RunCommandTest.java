package dev.tandem.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.config.StartupFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RunCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listenersArePrintedWhenTheNodeIsReadyAndReadyIsTheLastLine() {
    int code = run(new ReadyAtThirdLook(), "60s");

    assertThat(out.toString().lines())
        .containsExactly("sip udp 127.0.0.1:5060", "http 127.0.0.1:8080", "ready");
    assertThat(code).as("a node that stops by itself: %s", err).isEqualTo(1);
    assertThat(err.toString()).contains("stopped by itself");
  }

  @Test
  void aNodeThatDoesNotGetReadyIsGivenUp() {
    var node = new NeverReady();

    assertThat(run(node, "1s")).isEqualTo(1);
    assertThat(err.toString()).contains("not ready after 1 s").contains("start-limit");
    assertThat(node.end).isCompleted();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aFailureToStartIsOneLine() {
    int code =
        execute(
            _ -> {
              throw new StartupFailure("the database does not answer (tandem.node.db.url)");
            },
            "60s");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("tandem: the database does not answer (tandem.node.db.url)");
  }

  private int run(RunningNode node, String limit) {
    return execute(_ -> node, limit);
  }

  private int execute(RunningNode.Starter starter, String limit) {
    return TandemCli.create(starter, new SettingsCheck(List.of()))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute("run", "--set", "tandem.node.start-limit=" + limit);
  }

  private static class NeverReady implements RunningNode {
    final CompletableFuture<Done> end = new CompletableFuture<>();

    @Override
    public List<String> listeners() {
      return List.of("sip udp 127.0.0.1:5060", "http 127.0.0.1:8080");
    }

    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public void drainAndStop(Duration limit) {
      close();
    }

    @Override
    public CompletionStage<Done> out() {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Done> terminated() {
      return end;
    }

    @Override
    public void close() {
      end.complete(Done.getInstance());
    }
  }

  /// Ready at the third look; ends when it has been told about.
  private static final class ReadyAtThirdLook extends NeverReady {
    private final AtomicInteger looks = new AtomicInteger();

    @Override
    public boolean ready() {
      int look = looks.incrementAndGet();
      if (look > 3) {
        close();
      }
      return look >= 3;
    }
  }
}
