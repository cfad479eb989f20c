package dev.tandem.session;

import dev.tandem.api.CallDecision;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Verdict;
import java.util.List;
import java.util.Locale;

/// What a handler's decision means for a transfer that a peer wants.
final class Transfers {
  private static final TransferVerdict DECLINED = new TransferVerdict.Refuse(603);

  private Transfers() {}

  /// @param looked what the registrar knows of the target
  static TransferVerdict of(Verdict looked, String target, SessionInfo call) {
    return switch (looked) {
      case Verdict.Forward(var contact) -> new TransferVerdict.Follow(contact);
      case Verdict.Ring(var groups, _) -> ring(groups, target, call);
      case Verdict.Reject(int status, _) -> new TransferVerdict.Refuse(status);
      case Verdict.ByTable(_, var then) -> of(then, target, call);
      case Verdict.WithMedia(_, var then) -> of(then, target, call);
      case Verdict.Accept _,
          Verdict.Defer _,
          Verdict.Progress _,
          Verdict.Redirect _,
          Verdict.Join _ ->
          DECLINED;
    };
  }

  /// What is answered here (a tone, a room, a queue) is called like any other, so that the handler
  /// decides about that call; but only under a name of ours.
  static TransferVerdict of(CallDecision decision, String target, SessionInfo call) {
    return switch (decision) {
      case CallDecision.Reject(int status, _) -> new TransferVerdict.Refuse(status);
      case CallDecision.Forward(var other) -> new TransferVerdict.Follow(other);
      case CallDecision.Ring(var groups, _) -> ring(groups, target, call);
      case CallDecision.Redirect(var targets) -> new TransferVerdict.Follow(targets.getFirst());
      case CallDecision.ByTable(_, var then) -> of(then, target, call);
      case CallDecision.WithMedia(_, var then) -> of(then, target, call);
      case CallDecision.ForwardToTrunk _ -> DECLINED; // looked up before it comes here
      case CallDecision.Accept _,
          CallDecision.Defer _,
          CallDecision.EarlyMedia _,
          CallDecision.JoinConference _,
          CallDecision.ForwardToRegistered _ ->
          isOurs(target, call) ? new TransferVerdict.Follow(target, true) : DECLINED;
    };
  }

  /// Where several phones are to ring, the call to them comes in here like any other.
  private static TransferVerdict ring(List<List<String>> groups, String target, SessionInfo call) {
    boolean several = groups.size() > 1 || groups.getFirst().size() > 1;
    return several && isOurs(target, call)
        ? new TransferVerdict.Follow(target, true)
        : new TransferVerdict.Follow(groups.getFirst().getFirst());
  }

  /// The peer knows us by the address it has called or was called from.
  private static boolean isOurs(String target, SessionInfo call) {
    String own = call.role().equals("UAS") ? call.to() : call.from();
    return host(target).equals(host(own));
  }

  private static String host(String uri) {
    String rest = uri.substring(Math.max(uri.indexOf('@'), uri.indexOf(':')) + 1);
    int end = 0;
    while (end < rest.length() && ";?>".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    return rest.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
