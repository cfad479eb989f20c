package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Treatment;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a session knows. Immutable; [SessionCore#evolve] makes the next one.
///
/// @param state name in the state table; `Idle` before the first fact
/// @param call who calls whom; null while idle
/// @param dialog null until there is one (UAC: from the INVITE on, with an empty remote tag)
/// @param renewal what is under way to bring the peer up to date
/// @param extensions of SIP that are in use
/// @param end why it is ending or has ended
/// @param ended when it was hung up or ended
/// @param conditions of the table, without those at zero
public record SessionState(
    SessionId id,
    String state,
    @Nullable Call call,
    @Nullable CallDialog dialog,
    Media media,
    Links links,
    Renewal renewal,
    Extensions extensions,
    @Nullable EndCause end,
    @Nullable Instant ended,
    Map<String, Integer> conditions) {
  public static final String IDLE = "Idle";

  public static SessionState idle(SessionId id) {
    return new SessionState(
        id,
        IDLE,
        null,
        null,
        Media.NONE,
        Links.NONE,
        Renewal.NONE,
        Extensions.NONE,
        null,
        null,
        Map.of());
  }

  /// Who calls whom, and the unanswered INVITE.
  ///
  /// @param invitation of an incoming call, null for outgoing and once it is answered
  /// @param transaction of that INVITE
  /// @param plan of an outgoing call, null for incoming
  public record Call(
      boolean incoming,
      String from,
      String to,
      @Nullable Invitation invitation,
      @Nullable TransactionRef transaction,
      @Nullable CallPlan plan,
      Instant created,
      @Nullable Instant answered) {
    Call answeredAt(Instant at) {
      return new Call(incoming, from, to, invitation, transaction, plan, created, at);
    }

    Call withTransaction(TransactionRef newTransaction) {
      return new Call(incoming, from, to, invitation, newTransaction, plan, created, answered);
    }

    Call with(CallPlan newPlan) {
      return new Call(incoming, from, to, invitation, transaction, newPlan, created, answered);
    }

    /// What is needed only while the INVITE may have to be answered again is let go.
    Call settled() {
      return new Call(incoming, from, to, null, transaction, plan, created, answered);
    }
  }

  /// @param localCseq of the last request we sent, 0 for none
  /// @param remoteCseq of the last request the peer sent, 0 for none
  /// @param inviteCseq of the INVITE (theirs or ours) that began it
  /// @param edge node of the edge that our Contact names, null when nobody knows
  public record CallDialog(
      Dialog dialog, long localCseq, long remoteCseq, long inviteCseq, @Nullable String edge) {

    CallDialog withLocalCseq(long cseq) {
      return new CallDialog(dialog, cseq, remoteCseq, inviteCseq, edge);
    }

    CallDialog withRemoteCseq(long cseq) {
      return new CallDialog(dialog, localCseq, cseq, inviteCseq, edge);
    }

    CallDialog at(@Nullable String newEdge) {
      return newEdge == null
          ? this
          : new CallDialog(dialog, localCseq, remoteCseq, inviteCseq, newEdge);
    }

    CallDialog with(Dialog newDialog) {
      return new CallDialog(newDialog, localCseq, remoteCseq, inviteCseq, edge);
    }
  }

  /// @param legs how many legs were opened so far, the number of the last one
  /// @param agreed what the leg will be, while it is being opened
  /// @param sdpVersion `o=` version of our last SDP
  /// @param described the leg that our last SDP describes, null before there is one
  /// @param leaving the leg before this one, open until the peer sends to this one
  /// @param moves how often the leg was replaced
  /// @param hold who has put whom on hold
  public record Media(
      @Nullable Leg leg,
      int legs,
      @Nullable LegRemote agreed,
      Treatment wanted,
      @Nullable String wantedNode,
      @Nullable String localSdp,
      @Nullable String remoteSdp,
      int sdpVersion,
      @Nullable LegId described,
      @Nullable Leg leaving,
      int moves,
      Hold hold) {
    static final Media NONE =
        new Media(null, 0, null, Treatment.NONE, null, null, null, 0, null, null, 0, Hold.NONE);

    Media withLeg(Leg newLeg) {
      int count = Math.max(legs, newLeg.id().number());
      return new Media(
          newLeg,
          count,
          agreed,
          wanted,
          wantedNode,
          localSdp,
          remoteSdp,
          sdpVersion,
          described,
          leaving,
          moves,
          hold);
    }

    Media withSdp(@Nullable String local, @Nullable String remote, int version) {
      return new Media(
          leg,
          legs,
          agreed,
          wanted,
          wantedNode,
          local,
          remote,
          version,
          described,
          leaving,
          moves,
          hold);
    }

    Media describing(LegId newDescribed) {
      return new Media(
          leg,
          legs,
          agreed,
          wanted,
          wantedNode,
          localSdp,
          remoteSdp,
          sdpVersion,
          newDescribed,
          leaving,
          moves,
          hold);
    }

    Media opening(@Nullable LegRemote remote, Treatment treatment, @Nullable String node) {
      return new Media(
          leg,
          legs + 1,
          remote,
          treatment,
          node,
          localSdp,
          remoteSdp,
          sdpVersion,
          described,
          leaving,
          moves,
          hold);
    }

    Media movedTo(Leg newLeg, @Nullable Leg old) {
      Media there = withLeg(newLeg);
      return new Media(
          there.leg,
          there.legs,
          agreed,
          wanted,
          wantedNode,
          localSdp,
          remoteSdp,
          sdpVersion,
          described,
          old,
          moves + 1,
          hold);
    }

    Media left() {
      return new Media(
          leg,
          legs,
          agreed,
          wanted,
          wantedNode,
          localSdp,
          remoteSdp,
          sdpVersion,
          described,
          null,
          moves,
          hold);
    }

    Media with(Hold newHold) {
      return new Media(
          leg,
          legs,
          agreed,
          wanted,
          wantedNode,
          localSdp,
          remoteSdp,
          sdpVersion,
          described,
          leaving,
          moves,
          newHold);
    }

    /// Whether the peer has been told where the leg is.
    boolean isDescribed() {
      return leg == null || leg.id().equals(described);
    }
  }

  /// @param peer the other session of a forwarded call
  /// @param bridge the bridge or conference it is on, was promised, or is being forwarded into
  /// @param member whether the bridge counts it in
  /// @param target whom the peer calls, null when this session put nothing through
  public record Links(
      @Nullable SessionId peer,
      @Nullable BridgeId bridge,
      boolean member,
      @Nullable String target) {
    static final Links NONE = new Links(null, null, false, null);

    Links(@Nullable SessionId peer, @Nullable BridgeId bridge, boolean member) {
      this(peer, bridge, member, null);
    }
  }

  SessionState with(String newState) {
    return new SessionState(
        id, newState, call, dialog, media, links, renewal, extensions, end, ended, conditions);
  }

  SessionState with(Call newCall) {
    return new SessionState(
        id, state, newCall, dialog, media, links, renewal, extensions, end, ended, conditions);
  }

  SessionState with(@Nullable CallDialog newDialog) {
    return new SessionState(
        id, state, call, newDialog, media, links, renewal, extensions, end, ended, conditions);
  }

  SessionState with(Media newMedia) {
    return new SessionState(
        id, state, call, dialog, newMedia, links, renewal, extensions, end, ended, conditions);
  }

  SessionState with(Links newLinks) {
    return new SessionState(
        id, state, call, dialog, media, newLinks, renewal, extensions, end, ended, conditions);
  }

  SessionState with(Renewal now) {
    return new SessionState(
        id, state, call, dialog, media, links, now, extensions, end, ended, conditions);
  }

  SessionState with(Extensions now) {
    return new SessionState(
        id, state, call, dialog, media, links, renewal, now, end, ended, conditions);
  }

  SessionState ending(EndCause cause, @Nullable Instant at) {
    return new SessionState(
        id, state, call, dialog, media, links, renewal, extensions, cause, at, conditions);
  }

  SessionState noting(Map<String, Integer> newConditions) {
    return new SessionState(
        id, state, call, dialog, media, links, renewal, extensions, end, ended, newConditions);
  }

  /// Whether the dialog is up on both sides: answered and acknowledged, and not being ended.
  boolean isEstablished() {
    return call != null
        && call.answered() != null
        && (!call.incoming() || call.invitation() == null)
        && end == null;
  }

  public boolean isIdle() {
    return call == null;
  }

  /// The call, where a row of the table has made sure that there is one.
  Call theCall() {
    if (call == null) {
      throw new IllegalStateException("session " + id + " has no call in state " + state);
    }
    return call;
  }

  CallDialog theDialog() {
    if (dialog == null) {
      throw new IllegalStateException("session " + id + " has no dialog in state " + state);
    }
    return dialog;
  }
}
