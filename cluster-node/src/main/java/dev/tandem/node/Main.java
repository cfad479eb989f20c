package dev.tandem.node;

import dev.tandem.node.cli.SettingsCheck;
import dev.tandem.node.cli.TandemCli;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.http.HttpSettings;
import dev.tandem.node.journal.JournalSettings;
import java.util.List;

/// Where the process begins. `tandem help` lists what it can do.
public final class Main {
  private static final SettingsCheck SETTINGS =
      new SettingsCheck(List.of(NodeSettings::from, HttpSettings::from, JournalSettings::from));

  private Main() {}

  public static void main(String[] args) {
    System.exit(TandemCli.create(Node::start, SETTINGS).execute(args));
  }
}
