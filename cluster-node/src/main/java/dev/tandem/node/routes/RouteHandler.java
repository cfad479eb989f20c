package dev.tandem.node.routes;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallHandler;
import dev.tandem.api.IncomingCall;
import java.util.regex.Matcher;

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
    for (Route route : table.routes()) {
      Matcher matcher = route.pattern().matcher(call.user());
      if (matcher.matches()) {
        return route.decide(matcher, call.to());
      }
    }
    return CallDecision.reject(404);
  }
}
