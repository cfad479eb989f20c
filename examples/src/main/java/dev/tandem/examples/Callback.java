package dev.tandem.examples;

import dev.tandem.api.CallDecision;
import dev.tandem.api.SessionException;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import java.util.concurrent.LinkedBlockingQueue;

/// Lets a call ring and answers it later, from another thread: a queue in front of a human, or of
/// anything that takes its time.
///
/// Try it: `./tandem example Callback`, then call `sip:anybody@127.0.0.1`; it rings for two
/// seconds.
public final class Callback {
  private static final int MAX_RINGING = 100;
  private static final long THINKING_MS = 2_000;

  private Callback() {}

  public static void main(String... args) throws InterruptedException {
    var ringing = new LinkedBlockingQueue<SessionId>(MAX_RINGING);
    var server =
        Stage.server(args, 0)
            .handler(
                call -> ringing.offer(call.id()) ? CallDecision.defer() : CallDecision.reject(486))
            .build();
    server.start();
    Thread.ofVirtual()
        .start(() -> {
          while (true) {
            try {
              SessionId call = ringing.take();
              Thread.sleep(THINKING_MS);
              server.acceptIncomingCall(call, Treatment.ECHO);
              Stage.say("answered " + call);
            } catch (SessionException e) {
              Stage.say("too late: " + e.getMessage()); // the caller has given up
            } catch (InterruptedException e) {
              return;
            }
          }
        });
    Stage.untilStopped(server);
  }
}
