package dev.tandem.node.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tandem config check`: what `run` would say about its settings, without running.
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Look at settings without running a node.")
final class ConfigCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "config: which command?");
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Check the settings that `run` would get; takes the same options.")
  static final class Check implements Runnable {
    @Mixin NodeOptions options = new NodeOptions();
    @Spec CommandSpec spec = CommandSpec.create();

    private final SettingsCheck check;

    Check(SettingsCheck check) {
      this.check = check;
    }

    @Override
    public void run() {
      check.check(Layers.of(options));
      spec.commandLine().getOut().println("settings are right");
      spec.commandLine().getOut().flush();
    }
  }
}
