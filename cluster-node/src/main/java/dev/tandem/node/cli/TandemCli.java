package dev.tandem.node.cli;

import dev.tandem.config.InvalidSettings;
import dev.tandem.node.cli.cluster.ClusterCommand;
import dev.tandem.node.config.StartupFailure;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The commands of `tandem` that need Java; the launcher script adds `example` and `test`.
public final class TandemCli {
  private static final Logger LOG = LoggerFactory.getLogger(TandemCli.class);

  private TandemCli() {}

  /// A command line for `starter`'s nodes; `execute(args)` gives the exit code.
  public static CommandLine create(RunningNode.Starter starter, SettingsCheck check) {
    var config = new CommandLine(new ConfigCommand());
    config.addSubcommand(new ConfigCommand.Check(check));
    var line = new CommandLine(new Root());
    line.addSubcommand(new RunCommand(starter, check));
    line.addSubcommand(ClusterCommand.create());
    line.addSubcommand(new DrainCommand());
    line.addSubcommand(new RecordsCommand());
    line.addSubcommand(new HistoryCommand());
    line.addSubcommand(TableCommand.create());
    line.addSubcommand(config);
    line.addSubcommand(new VersionCommand());
    line.addSubcommand(new HelpCommand());
    line.setExecutionStrategy(new CommandLine.RunLast());
    line.setParameterExceptionHandler(TandemCli::misused);
    line.setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
    return line;
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("tandem: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    String name = command.getCommandSpec().qualifiedName();
    if (command.getSubcommands().isEmpty()) {
      err.println("See `" + name + " --help`.");
    } else {
      command.usage(err);
    }
    err.flush();
    return ExitCode.USAGE;
  }

  static int failed(Exception failure, PrintWriter err) {
    int code = describe(failure, err);
    err.flush();
    return code;
  }

  private static int describe(Exception failure, PrintWriter err) {
    switch (failure) {
      case InvalidSettings e -> {
        err.println("tandem: wrong settings");
        e.problems().forEach(problem -> err.println("  " + problem));
        return ExitCode.USAGE;
      }
      case StartupFailure e -> {
        err.println("tandem: " + e.getMessage());
        return ExitCode.USAGE;
      }
      case CommandFailure e -> {
        err.println("tandem: " + e.getMessage());
        return e.exitCode();
      }
      case Exception e -> {
        LOG.error("unexpected", e);
        err.println("tandem: " + e);
        return ExitCode.FAILED;
      }
    }
  }

  @Command(
      name = "tandem",
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "A distributed call coordinator for SIP.",
      footer = {
        "",
        "tandem example NAME [ARGS] runs a program of the examples directory.",
        "tandem chaos [--fault FAULT|all] [--calls N] hurts a cluster of its own under calls.",
        "tandem test [MAVEN-ARGS] builds and runs every test."
      })
  static final class Root implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "which command?");
    }
  }

  @Command(name = "version", description = "Print the version.")
  static final class VersionCommand implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      spec.commandLine().getOut().println(Version.line());
      spec.commandLine().getOut().flush();
    }
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {line()};
    }

    static String line() {
      String version = TandemCli.class.getPackage().getImplementationVersion();
      return "tandem "
          + (version == null ? "(unpackaged)" : version)
          + ", Java "
          + Runtime.version();
    }
  }
}
