package dev.tandem.node.e2e;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `tandem chaos`: faults under calls, one report.
public final class ChaosMain {
  private final PrintStream out = System.out;
  private List<Fault> faults = possible();
  private int calls = 60;
  private int runs = 1;
  private Duration settled = Duration.ofSeconds(16);
  private long seed = 1;
  private Path report = Path.of("target", "chaos.md");

  private ChaosMain() {}

  public static void main(String[] args) throws Exception {
    var main = new ChaosMain();
    if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
      System.out.println(usage());
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Chaos::end)); // Ctrl-C ends what was started
    try {
      main.read(args);
    } catch (IllegalArgumentException e) {
      System.err.println("tandem: " + e.getMessage());
      System.err.println(usage());
      System.exit(2);
    }
    System.exit(main.run() ? 0 : 1);
  }

  private static String usage() {
    return """
    Usage: tandem chaos [FAULT] [--fault FAULT|all] [--calls N] [--runs R] [--seed S]
                        [--lasts SECONDS] [--settled SECONDS] [--report FILE]
    Hurts a cluster of its own under calls, and measures from outside.
      --fault FAULT      one of %s;
                         states: a node dies that holds calls in the middle of something
      --calls N          calls under way, 1 to 2000. Default: 60.
      --runs R           how often, each with the next seed. Default: 1.
      --seed S           decides who is hurt. Default: 1.
      --lasts SECONDS    how long a fault that ends lasts, 5 to 600. Default: 30.
      --settled SECONDS  age of the cluster when it is hurt, 0 to 3600. Default: 16.
      --report FILE      Default: target/chaos.md.
    Exit code 0: nothing lost, doubled or misrecorded; 1: something was; 2: wrong options.\
    """
        .formatted(words());
  }

  private static String words() {
    return Arrays.stream(Fault.values()).map(Fault::word).collect(Collectors.joining(", "));
  }

  private void read(String[] args) {
    Fault.lasts(30);
    int first = 0;
    if (args.length > 0 && !args[0].startsWith("-")) {
      faults = List.of(fault(args[0]));
      first = 1;
    }
    for (int i = first; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--fault" -> faults = value.equals("all") ? possible() : List.of(fault(value));
        case "--calls" -> calls = number(args[i], value, 1, 2_000);
        case "--runs" -> runs = number(args[i], value, 1, 1_000);
        case "--seed" -> seed = number(args[i], value, 0, Integer.MAX_VALUE);
        case "--lasts" -> Fault.lasts(number(args[i], value, 5, 600));
        case "--settled" -> settled = Duration.ofSeconds(number(args[i], value, 0, 3_600));
        case "--report" -> report = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
  }

  private static List<Fault> possible() {
    return Stream.of(Fault.values())
        .filter(fault -> Network.isPossible() || !fault.needsNetwork())
        .toList();
  }

  private static Fault fault(String word) {
    for (Fault fault : Fault.values()) {
      if (fault.word().equals(word.toLowerCase(Locale.ROOT))) {
        if (fault.needsNetwork() && !Network.isPossible()) {
          throw new IllegalArgumentException(
              word + " needs a host for each node, which are network namespaces: run it as root");
        }
        return fault;
      }
    }
    throw new IllegalArgumentException("unknown fault " + word);
  }

  private static int number(String option, String text, int least, int most) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        option + " must be a number from " + least + " to " + most + ", was " + text);
  }

  private boolean run() throws Exception {
    var text = new StringBuilder("# Chaos\n\n");
    text.append("| fault | calls | lost | gap p50/p95/p99/max ms | without a fault p95/max |");
    text.append(" answer p50/p95/p99/max ms | legs told anew | doubled | foreign packets |");
    text.append(" record errors |\n|---|---|---|---|---|---|---|---|---|---|\n");
    var lines = new ArrayList<String>();
    var all = new ArrayList<Chaos.Outcome>();
    boolean clean = true;
    if (faults.size() > 1 && !Network.isPossible()) {
      out.println("skipped, since only root may make network namespaces: those of the network");
    }
    for (Fault fault : faults) {
      for (int run = 0; run < runs; run++) {
        Chaos.Outcome outcome = outcome(fault, seed + run);
        clean &= outcome.isClean();
        String row = row(outcome);
        text.append(row);
        out.print(row);
        outcome.stories().forEach(it -> out.println("  " + it));
        lines.add(outcome.line());
        all.add(outcome);
      }
    }
    Files.createDirectories(report.toAbsolutePath().getParent());
    Files.writeString(report, text);
    if (lines.size() > 1) {
      lines.forEach(out::println);
    }
    total(all);
    return clean;
  }

  /// A run that breaks off has lost all its calls.
  private Chaos.Outcome outcome(Fault fault, long itsSeed) throws Exception {
    try {
      return Chaos.run(fault, calls, itsSeed, settled);
    } catch (AssertionError | java.util.concurrent.ExecutionException e) {
      return Chaos.Outcome.broken(fault, calls, e.toString());
    }
  }

  private void total(List<Chaos.Outcome> all) {
    out.printf(
        "chaos: fault=%s calls=%d lost=%d gap_p95_ms=%d answer_p95_ms=%d duplicates=%d"
            + " cdr_errors=%d%n",
        faults.size() == 1 ? faults.getFirst().word() : "all",
        all.stream().mapToInt(Chaos.Outcome::calls).sum(),
        all.stream().mapToInt(Chaos.Outcome::lost).sum(),
        all.stream().mapToLong(it -> Chaos.percentile(it.gaps(), 95)).max().orElse(0),
        all.stream().mapToLong(it -> Chaos.percentile(it.answers(), 95)).max().orElse(0),
        all.stream().mapToInt(Chaos.Outcome::duplicates).sum(),
        all.stream().mapToInt(Chaos.Outcome::cdrErrors).sum());
  }

  private static String row(Chaos.Outcome it) {
    return "| %s | %d | %d | %s | %d/%d | %s | %d | %d | %d | %d |%n"
        .formatted(
            it.fault().word(),
            it.calls(),
            it.lost(),
            spread(it.gaps()),
            Chaos.percentile(it.before(), 95),
            Chaos.percentile(it.before(), 100),
            spread(it.answers()),
            it.moved(),
            it.duplicates(),
            it.foreign(),
            it.cdrErrors());
  }

  private static String spread(List<Long> values) {
    return Chaos.percentile(values, 50)
        + "/"
        + Chaos.percentile(values, 95)
        + "/"
        + Chaos.percentile(values, 99)
        + "/"
        + Chaos.percentile(values, 100);
  }
}
