package dev.tandem.node.routes;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallHandler;
import dev.tandem.api.CallSession;
import dev.tandem.api.IncomingCall;
import dev.tandem.api.IncomingMessage;
import dev.tandem.api.MessageDecision;
import dev.tandem.protocol.SipUser;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// Answers calls by the route table; 404 when no route matches.
public final class RouteHandler implements CallHandler {
  private final RouteTable table;

  public RouteHandler(RouteTable table) {
    this.table = table;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public CallDecision onIncomingCall(IncomingCall call) {
    return decide(call.user(), call.to());
  }

  /// Whom a peer could call, it may transfer to.
  @Override
  public CallDecision onTransfer(
      CallSession call, String target, String user, @Nullable String referredBy) {
    return decide(user, target);
  }

  @Override
  public CallDecision onOptions(String called) {
    return decide(SipUser.of(called), called);
  }

  /// A text goes where a call would go on to; nobody reads one here, so within a call it is not
  /// taken (404 would end that, RFC 5057 §5.1).
  @Override
  public MessageDecision onMessage(IncomingMessage message) {
    return message.session() != null
        ? MessageDecision.reject(405)
        : passed(decide(message.user(), message.to()));
  }

  private static MessageDecision passed(CallDecision decision) {
    return switch (decision) {
      case CallDecision.Forward(var target) -> MessageDecision.forward(target);
      case CallDecision.Ring(var groups, _) ->
          MessageDecision.forward(groups.getFirst().getFirst());
      case CallDecision.ForwardToRegistered(var address, _) ->
          MessageDecision.forwardToRegistered(address);
      case CallDecision.Reject(int status, var reason) ->
          new MessageDecision.Reject(status, reason);
      case CallDecision.ByTable(_, var then) -> passed(then);
      case CallDecision.WithMedia(_, var then) -> passed(then);
      case CallDecision.Accept _,
          CallDecision.Defer _,
          CallDecision.EarlyMedia _,
          CallDecision.ForwardToTrunk _,
          CallDecision.JoinConference _,
          CallDecision.Redirect _ ->
          MessageDecision.reject(405);
    };
  }

  private CallDecision decide(String user, String called) {
    String plain = SipUser.plain(user);
    for (Route route : table.routes()) {
      Matcher matcher = route.pattern().matcher(plain);
      if (matcher.matches()) {
        return route.decide(matcher, called);
      }
    }
    return CallDecision.reject(404);
  }
}
