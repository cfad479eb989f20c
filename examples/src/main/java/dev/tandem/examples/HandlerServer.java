package dev.tandem.examples;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallHandler;
import dev.tandem.api.CallSession;
import dev.tandem.api.IncomingCall;
import dev.tandem.protocol.Treatment;

/// Decides by who calls: `alice` hears herself, `mallory` is turned away, everybody else hears a
/// tone.
///
/// Try it: `./tandem example HandlerServer`, then call `sip:anybody@127.0.0.1` as each of them.
public final class HandlerServer implements CallHandler {
  public static void main(String... args) throws InterruptedException {
    var server = Stage.server(args, 0).handler(new HandlerServer()).build();
    server.start();
    Stage.untilStopped(server);
  }

  @Override
  public CallDecision onIncomingCall(IncomingCall call) {
    if (call.from().startsWith("sip:alice@")) {
      return CallDecision.accept(Treatment.ECHO);
    }
    if (call.from().startsWith("sip:mallory@")) {
      return CallDecision.reject(603);
    }
    return CallDecision.accept(Treatment.tone(440));
  }

  @Override
  public void onCallEstablished(CallSession call, String localSdp, String remoteSdp) {
    Stage.say("talking to " + call.from());
  }

  @Override
  public void onCallEnded(CallSession call, String reason) {
    Stage.say(call.from() + " is gone: " + reason);
  }
}
