package dev.tandem.node.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.cli.TandemCli;
import dev.tandem.node.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final Path ROOT = root();
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)");
  private static final Pattern METRIC = Pattern.compile("`(tandem_[a-z_]+)");

  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+|[a-z0-9*-]+\\.xml)`");

  /// The last two cells of a row of `docs/rfc.md`: classes, and tests or sipp scenarios.
  @Test
  void everyClaimOfAnRfcNamesItsClassAndItsTest() throws IOException {
    var known = new HashSet<String>();
    for (String place : List.of("protocol", "session-actors", "media-node", "cluster-node")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(place).resolve("src"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> known.add(name.replace(".java", "")));
      }
    }
    Set<String> scenarios = names(ROOT.resolve("deploy/sipp"));
    var missing = new ArrayList<String>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/rfc.md"))) {
      String[] cells = line.split(" \\| ");
      if (!line.startsWith("| ") || cells.length < 4 || line.endsWith("| test |")) {
        continue;
      }
      for (String cell : List.of(cells[cells.length - 2], cells[cells.length - 1])) {
        List<String> named = all(NAMED, cell);
        if (named.isEmpty()) {
          missing.add(cells[0] + ": nothing named in " + cell);
        }
        named.stream()
            .filter(name -> !known.contains(name))
            .filter(name -> scenarios.stream().noneMatch(it -> matches(name, it)))
            .forEach(name -> missing.add(cells[0] + ": no " + name));
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean matches(String pattern, String scenario) {
    return Pattern.matches(pattern.replace(".", "\\.").replace("*", ".*"), scenario);
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void everyRelativeLinkLeadsSomewhere() throws IOException {
    var broken = new ArrayList<String>();
    for (Path document : documents()) {
      for (String link : all(LINK, Files.readString(document))) {
        if (!link.contains("://") && !Files.exists(document.resolveSibling(link))) {
          broken.add(ROOT.relativize(document) + " -> " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void theTableOfOptionsIsThatOfRun() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/configuration.md"));
    String table = page.substring(page.indexOf("## Options of"), page.indexOf("## Routes"));
    var run =
        java.util.Objects.requireNonNull(
            TandemCli.create(
                    _ -> {
                      throw new IllegalStateException("only looked at");
                    },
                    new dev.tandem.node.cli.SettingsCheck(List.of()))
                .getSubcommands()
                .get("run"));
    var known =
        run.getCommandSpec().options().stream()
            .map(option -> option.longestName())
            .filter(name -> !List.of("--help", "--version").contains(name))
            .toList();

    assertThat(all(OPTION, table)).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void theTableOfMetricsIsComplete() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/operations.md"));

    assertThat(all(METRIC, page))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values()).map(Metric::id).toList());
  }

  private static List<Path> documents() throws IOException {
    var found = new ArrayList<Path>();
    for (String place : List.of(".", "docs", "docs/adr", "deploy")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(place))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(found::add);
      }
    }
    return found;
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("LICENSE"))) {
      at = java.util.Objects.requireNonNull(at.getParent(), "not inside the project");
    }
    return at;
  }
}
