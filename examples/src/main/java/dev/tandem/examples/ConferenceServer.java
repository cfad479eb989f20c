package dev.tandem.examples;

import dev.tandem.api.CallDecision;

/// A room for every name: whoever calls `sip:NAME@…` hears all others who called the same name.
///
/// Try it: `./tandem example ConferenceServer`, then call `sip:kitchen@127.0.0.1` from three
/// phones.
public final class ConferenceServer {
  private ConferenceServer() {}

  public static void main(String... args) throws InterruptedException {
    var server =
        Stage.server(args, 0)
            .handler(call ->
                call.user().matches("[A-Za-z0-9._~-]{1,64}")
                    ? CallDecision.conference(call.user())
                    : CallDecision.reject(404))
            .build();
    server.start();
    try (var _ = server.subscribeToBridgeEvents(it -> Stage.say(it.bridge() + " " + it.kind()))) {
      Stage.untilStopped(server);
    }
  }
}
