package dev.tandem.node.cli;

import dev.tandem.table.InvalidTable;
import dev.tandem.table.Role;
import dev.tandem.table.StateTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tandem table`: state tables without running a node.
@Command(
    name = "table",
    mixinStandardHelpOptions = true,
    description = "Look at state tables, which say how calls behave.")
final class TableCommand implements Runnable {
  private static final String SHIPPED = "default.yaml";

  @Spec CommandSpec spec = CommandSpec.create();

  static CommandLine create() {
    var line = new CommandLine(new TableCommand());
    line.addSubcommand(new Check());
    line.addSubcommand(new Graph());
    line.addSubcommand(new Show());
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

  /// @param file null for the table that is shipped
  private static StateTable read(@Nullable Path file) {
    try {
      return file == null
          ? StateTable.parse(SHIPPED, shipped())
          : StateTable.parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException _) {
      throw new CommandFailure(ExitCode.USAGE, "there is no file " + file);
    } catch (CharacterCodingException _) {
      throw new CommandFailure(ExitCode.USAGE, file + " is not UTF-8 text");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage());
    } catch (InvalidTable e) {
      int problems = e.problems().size();
      throw new CommandFailure(
          ExitCode.FAILED,
          file
              + " has "
              + (problems == 1 ? "a problem" : problems + " problems")
              + "\n"
              + e.getMessage());
    }
  }

  private static String shipped() throws IOException {
    try (InputStream in = StateTable.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IOException("the jar lacks it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Check a table as a node does that is to use it (tandem.session.state-table).")
  static final class Check implements Runnable {
    @Parameters(paramLabel = "FILE", description = "The table, YAML.")
    Path file = Path.of("");

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
      description = "Draw what one side of a call can do, as a Mermaid state diagram.")
  static final class Graph implements Runnable {
    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "The table, YAML. Default: the one that is shipped.")
    @Nullable Path file;

    @Option(
        names = "--role",
        defaultValue = "UAS",
        description = "UAS (called) or UAC (calling). Default: ${DEFAULT-VALUE}.")
    Role role = Role.UAS;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      print(spec, read(file).toMermaid(role).stripTrailing());
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Print the table that is shipped, to make your own from.")
  static final class Show implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      try {
        print(spec, shipped().stripTrailing());
      } catch (IOException e) {
        throw new CommandFailure(ExitCode.FAILED, SHIPPED + ": " + e.getMessage());
      }
    }
  }
}
