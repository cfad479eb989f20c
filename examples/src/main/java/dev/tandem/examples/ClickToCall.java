package dev.tandem.examples;

import dev.tandem.api.CallSession;
import dev.tandem.api.SessionException;
import dev.tandem.protocol.BridgeId;
import java.time.Duration;

/// Calls two parties and connects them, as a button on a web page would. When one hangs up, the
/// other is hung up too.
///
/// Try it: `./tandem example ClickToCall sip:alice@127.0.0.1:5070 sip:bob@127.0.0.1:5080`, with two
/// softphones that answer there.
public final class ClickToCall {
  private static final Duration RINGING = Duration.ofSeconds(60);

  private ClickToCall() {}

  public static void main(String... args) throws InterruptedException {
    if (args.length < 2) {
      Stage.say("usage: ClickToCall SIP-URI SIP-URI [SIP-PORT]");
      return;
    }
    var server = Stage.server(args, 2).build();
    server.start();
    try {
      String us = "sip:click-to-call@" + Stage.host(server);
      CallSession first = server.createOutgoingCall(us, args[0]);
      CallSession second = server.createOutgoingCall(us, args[1]);
      first.waitForAnswer(RINGING);
      second.waitForAnswer(RINGING);
      BridgeId bridge = server.bridgeSessions(first.id(), second.id());
      Stage.say("connected by bridge " + bridge);
    } catch (SessionException e) {
      Stage.say("not connected: " + e.getMessage());
    }
    Stage.untilStopped(server);
  }
}
