package dev.tandem.examples;

import dev.tandem.api.SessionCoordinator;

/// A SIP server in three lines: without a handler the configured routes decide.
///
/// Try it: `./tandem example ThreeLineServer`, then call `sip:echo@127.0.0.1` with a softphone and
/// hear yourself. Ctrl-C ends it.
public final class ThreeLineServer {
  private ThreeLineServer() {}

  public static void main(String... args) throws InterruptedException {
    SessionCoordinator server = Stage.server(args, 0).build();
    server.start();
    Stage.untilStopped(server);
  }
}
