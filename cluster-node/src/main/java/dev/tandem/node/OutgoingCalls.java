package dev.tandem.node;

import dev.tandem.api.CallSession;
import dev.tandem.api.SessionException;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.trunk.TrunkBook;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Calls that the application makes, to an address or over a trunk, until they are answered.
interface OutgoingCalls extends OnNode {
  @Override
  default CallSession createOutgoingCall(String from, String to) {
    return createOutgoingCall(from, to, Treatment.SILENCE);
  }

  @Override
  default CallSession createOutgoingCall(String from, String to, Treatment treatment) {
    return call(SipUris.checked("from", from), SipUris.checked("to", to), treatment, null, null);
  }

  @Override
  default CallSession createOutgoingCall(
      String from, String to, Treatment treatment, String table) {
    return call(SipUris.checked("from", from), SipUris.checked("to", to), treatment, table, null);
  }

  @Override
  default CallSession createOutgoingCall(
      String from, String to, Treatment treatment, @Nullable String table, MediaOptions media) {
    return call(
        SipUris.checked("from", from),
        SipUris.checked("to", to),
        treatment,
        table,
        media.checked());
  }

  private CallSession call(
      String caller,
      String called,
      Treatment treatment,
      @Nullable String table,
      @Nullable MediaOptions media) {
    Node node = node();
    CallPart calls = node.calls();
    calls.sounds().require(treatment);
    if (table != null && calls.tables().find(table) == null) {
      String known = calls.tables().names().stream().sorted().collect(Collectors.joining(", "));
      throw new SessionException(
          ErrorKind.NOT_FOUND, "there is no state table " + table + "; known are " + known);
    }
    if (!calls.doors().open() || node.draining()) {
      throw new SessionException(
          ErrorKind.DRAINING, "no node of the cluster takes new calls just now");
    }
    SessionId id = calls.doors().mint();
    var plan =
        new CallPlan(
            caller, null, called, treatment, null, null, calls.ringing(), List.of(), media);
    Replies.done(
        calls.asks().session(id, replyTo -> new SessionCommand.Originate(plan, table, replyTo)));
    return new CallSession(calls.asks().info(id), this);
  }

  @Override
  default List<TrunkInfo> listTrunks() {
    return calls().trunks().all();
  }

  @Override
  default CallSession createTrunkCall(String from, String trunk, String number) {
    return trunkCall(from, trunk, number, null);
  }

  @Override
  default CallSession createTrunkCall(
      String from, String trunk, String number, MediaOptions media) {
    return trunkCall(from, trunk, number, media.checked());
  }

  private CallSession trunkCall(
      String from, String trunk, String number, @Nullable MediaOptions media) {
    if (!TrunkBook.isNumber(number)) {
      throw new SessionException(ErrorKind.INVALID_URI, "number cannot be called: " + number);
    }
    String target =
        calls()
            .trunks()
            .book()
            .target(trunk, number)
            .orElseThrow(() -> new SessionException(ErrorKind.NOT_FOUND, "no trunk " + trunk));
    return call(SipUris.checked("from", from), target, Treatment.SILENCE, null, media);
  }

  @Override
  default CallSession waitForAnswer(SessionId session, Duration timeout) {
    SessionReply reply = calls().asks().await(session, timeout);
    SessionInfo info = Replies.told(reply);
    if (info.phase() != SessionInfo.Phase.ACTIVE) {
      EndCause end = info.end();
      throw new SessionException(
          ErrorKind.INVALID_STATE,
          end == null
              ? "session " + session + " is in state " + info.state()
              : "not answered: " + end.status() + " " + end.reason());
    }
    return new CallSession(info, this);
  }
}
