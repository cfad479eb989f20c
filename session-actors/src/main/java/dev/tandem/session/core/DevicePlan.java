package dev.tandem.session.core;

import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A live call goes to another device: that is called, and when it answers it gets the peer's place
/// and the peer is hung up. Done like a transfer ([ReferPlan]) for which nobody has sent a REFER.
final class DevicePlan {
  private DevicePlan() {}

  static boolean isUnderWay(SessionState state) {
    Transfer transfer = state.extensions().transfer();
    return transfer != null && transfer.isMove() && transfer.isFollowed();
  }

  static void call(Plan plan) {
    if (!(plan.input instanceof SessionInput.Move(var targets))) {
      return;
    }
    String target = other(plan.state().theDialog().dialog(), targets);
    if (target == null) {
      plan.refuse(ErrorKind.INVALID_STATE, "there is no device but the one that has the call");
      return;
    }
    SessionId by = plan.environment.newSessionBeside(plan.state().id());
    plan.fact(new SessionEvent.TransferBegun(plan.target(), Transfer.move(target, by)));
    plan.act(new SessionAction.MakePeer(by, ReferPlan.callOf(plan.state(), plan.settings, null)));
    plan.act(
        new SessionAction.StartTimer(
            SessionTimer.TRANSFER, plan.settings.ringing().plus(plan.settings.ackWait())));
  }

  /// The first that is not the device that has the call.
  private static @Nullable String other(Dialog present, List<String> targets) {
    for (String text : targets) {
      CallTarget target = CallTarget.parse(text);
      PeerAddress flow = present.flow();
      String address = address(target.uri());
      boolean same =
          target.flow() == null
              ? address.equals(address(present.remoteTarget()))
                  || (flow != null && address.equals(address("sip:" + hostPort(flow))))
              : target.flow().equals(flow);
      if (!same) {
        return text;
      }
    }
    return null;
  }

  private static String hostPort(PeerAddress flow) {
    String host = flow.host().indexOf(':') < 0 ? flow.host() : "[" + flow.host() + "]";
    return host + ":" + flow.port();
  }

  /// Host and port of a URI.
  private static String address(String uri) {
    String rest = uri.substring(Math.max(uri.lastIndexOf('@'), uri.indexOf(':')) + 1);
    int end = 0;
    while (end < rest.length() && ";?>".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String hostPort = rest.substring(0, end);
    boolean port = hostPort.indexOf(':', hostPort.indexOf(']') + 1) >= 0;
    return port ? hostPort : hostPort + ":5060";
  }
}
