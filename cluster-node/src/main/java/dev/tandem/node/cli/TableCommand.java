package dev.tandem.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.node.graph.SvgDiagram;
import dev.tandem.table.InvalidTable;
import dev.tandem.table.Role;
import dev.tandem.table.ShippedTables;
import dev.tandem.table.StateTable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tandem table`: state tables, most of it without running a node.
@Command(
    name = "table",
    mixinStandardHelpOptions = true,
    description = "Look at state tables, which say how calls behave.")
final class TableCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  static CommandLine create() {
    var line = new CommandLine(new TableCommand());
    line.addSubcommand(new Check());
    line.addSubcommand(new Graph());
    line.addSubcommand(new Show());
    line.addSubcommand(new Reload());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "table: which command?");
  }

  private static void print(CommandSpec spec, String text) {
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
  }

  /// @param table name of a shipped one, or a file
  private static StateTable read(String table) {
    StateTable shipped = ShippedTables.find(table);
    if (shipped != null) {
      return shipped;
    }
    try {
      return StateTable.parse(table, Files.readString(Path.of(table)));
    } catch (NoSuchFileException _) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there is no file " + table + "; shipped are " + String.join(", ", ShippedTables.NAMES));
    } catch (CharacterCodingException _) {
      throw new CommandFailure(ExitCode.USAGE, table + " is not UTF-8 text");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, table + " cannot be read: " + e.getMessage());
    } catch (InvalidTable e) {
      int problems = e.problems().size();
      throw new CommandFailure(
          ExitCode.FAILED,
          table
              + " has "
              + (problems == 1 ? "a problem" : problems + " problems")
              + "\n"
              + e.getMessage());
    }
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Check a table as a node does that is to use it (tandem.session.state-table).",
        "Exit code 0: it is right, 1: it is not, 2: it cannot be read."
      })
  static final class Check implements Runnable {
    @Parameters(paramLabel = "FILE", description = "The table, YAML, or the name of a shipped one.")
    String file = "";

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      StateTable table = read(file);
      print(
          spec,
          "%s is right: %d states, %d rows"
              .formatted(file, table.states().size(), table.rows().size()));
    }
  }

  @Command(
      name = "graph",
      mixinStandardHelpOptions = true,
      description = "Draw what one side of a call can do, as a state diagram.")
  static final class Graph implements Runnable {
    enum Format {
      MERMAID,
      SVG
    }

    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        defaultValue = ShippedTables.DEFAULT,
        description = "The table, YAML, or the name of a shipped one. Default: ${DEFAULT-VALUE}.")
    String file = "";

    @Option(
        names = "--role",
        defaultValue = "UAS",
        description = "UAS (called) or UAC (calling). Default: ${DEFAULT-VALUE}.")
    Role role = Role.UAS;

    @Option(
        names = "--format",
        defaultValue = "MERMAID",
        description = "mermaid or svg. Default: ${DEFAULT-VALUE}.")
    Format format = Format.MERMAID;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      if (role != Role.UAC && role != Role.UAS) {
        throw new ParameterException(spec.commandLine(), "--role is UAC or UAS");
      }
      StateTable table = read(file);
      print(
          spec,
          switch (format) {
            case MERMAID -> table.toMermaid(role).stripTrailing();
            case SVG -> SvgDiagram.of(table, role).stripTrailing();
          });
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Print a table that is shipped, to make your own from.")
  static final class Show implements Runnable {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        defaultValue = ShippedTables.DEFAULT,
        description = "default, gateway or sip_client. Default: ${DEFAULT-VALUE}.")
    String name = "";

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      if (!ShippedTables.NAMES.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no shipped table "
                + name
                + "; there are "
                + String.join(", ", ShippedTables.NAMES));
      }
      print(spec, ShippedTables.text(name).stripTrailing());
    }
  }

  @Command(
      name = "reload",
      mixinStandardHelpOptions = true,
      description = {
        "Let a running node read the files of its tables again, for calls to come.",
        "Exit code 0: all are right, 1: one is not (its last right version stays in use)."
      })
  static final class Reload implements Callable<Integer> {
    @Option(
        names = "--http",
        paramLabel = "HOST:PORT",
        defaultValue = "127.0.0.1:8080",
        description = "HTTP interface of the node (default: ${DEFAULT-VALUE}).")
    String http = "";

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      int code = ExitCode.OK;
      for (JsonNode table : HttpQuestions.post(http, "/api/v1/tables/reload").path("tables")) {
        print(
            spec,
            "%s%s %s, %d states, %d rows, from %s"
                .formatted(
                    table.path("name").asText(),
                    table.path("standard").asBoolean() ? " (standard)" : "",
                    table.path("id").asText(),
                    table.path("states").asInt(),
                    table.path("rows").asInt(),
                    table.path("source").asText()));
        if (table.has("problem")) {
          print(spec, "  not in use as it is now: " + table.path("problem").asText());
          code = ExitCode.FAILED;
        }
      }
      return code;
    }
  }
}
