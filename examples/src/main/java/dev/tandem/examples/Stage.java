package dev.tandem.examples;

import dev.tandem.api.SessionCoordinator;
import dev.tandem.node.SessionManagerBuilder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// What all examples need and none is about: a server on this machine, a word to the terminal, and
/// a clean end on Ctrl-C.
final class Stage {
  private static final int SIP = 5060;

  private Stage() {}

  /// A server for this machine alone. Leave `localBindAddress` away to be reached from others.
  ///
  /// @param position in `args` of a SIP port; 5060 when it is not there
  static SessionManagerBuilder server(String[] args, int position) {
    return new SessionManagerBuilder()
        .localBindAddress("127.0.0.1")
        .sipPort(args.length > position ? Integer.parseInt(args[position]) : SIP)
        .setting("tandem.http.port", 0);
  }

  static String host(SessionCoordinator server) {
    var address = server.boundAddress();
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  @SuppressWarnings("SystemOut") // the terminal is where an example speaks
  static void say(String line) {
    System.out.println(line);
  }

  static void untilStopped(SessionCoordinator server) throws InterruptedException {
    say("SIP on " + Stage.host(server) + ", Ctrl-C ends it");
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              server.stop(Duration.ofSeconds(1));
              stopped.countDown();
            }));
    stopped.await();
  }
}
