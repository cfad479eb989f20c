package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.node.cli.RunningNode;
import dev.tandem.node.cli.TandemCli;
import dev.tandem.node.routes.RouteHandler;
import dev.tandem.node.routes.RouteTable;

/// Where the process begins. `tandem help` lists what it can do.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(TandemCli.create(Main::start, NodeConfig.SETTINGS).execute(args));
  }

  private static RunningNode start(Config config) {
    var routes = new RouteHandler(RouteTable.from(config));
    return new NodeHost(config, new Application(routes, null)).launch();
  }
}
