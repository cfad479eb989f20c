package dev.tandem.session.core;

import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Treatment;
import dev.tandem.sdp.Direction;
import dev.tandem.sdp.Negotiation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What facts make of a call whose media are agreed on anew: by re-INVITE or UPDATE, of either
/// side.
final class Renegotiation {
  private Renegotiation() {}

  static SessionState reoffered(SessionState state, SessionEvent.Reoffered fact) {
    var credentials = fact.credentials();
    var out =
        new Renewal.Out(
            fact.cseq(),
            fact.sdp(),
            fact.sdpVersion(),
            fact.leg(),
            fact.edge(),
            credentials == null ? List.of() : credentials,
            fact.hold(),
            fact.media());
    return state
        .with(state.theDialog().withLocalCseq(fact.cseq()))
        .with(state.renewal().offering(out));
  }

  /// A leg on hold gets that treatment when the hold is over.
  static Media treated(Media media, Treatment treatment) {
    return media.hold().told() ? media.with(media.hold().before(treatment)) : media;
  }

  static SessionState renegotiated(SessionState state, SessionEvent.Renegotiated fact) {
    CallDialog dialog = state.theDialog().withRemoteCseq(fact.remoteCseq()).at(fact.edge());
    String target = fact.remoteTarget();
    Renewal renewal = state.renewal();
    return state
        .with(target == null ? dialog : dialog.with(dialog.dialog().towards(target, null)))
        .with(
            mediaAfter(state, fact)
                .with(holdAfter(state, fact))
                .withLeg(fact.leg())
                .withSdp(fact.localSdp(), fact.remoteSdp(), fact.sdpVersion())
                .describing(fact.leg().id()))
        .with(fact.edge() == null ? renewal : renewal.accepted().edgeGone(false));
  }

  /// That nothing is wanted any more means that the peer has refused the offer that is out: on
  /// another node too, which does not see its answer, a later description is another one's.
  static SessionState asked(SessionState state, @Nullable MediaWish media) {
    SessionState next = state.with(state.media().wishing(state.media().wish(), media));
    Renewal.Out out = state.renewal().out();
    return media == null && out != null && out.media() != null
        ? next.with(state.renewal().offering(null))
        : next;
  }

  /// The peer has taken what we have offered instead.
  static Media mediaAfter(SessionState state, SessionEvent.Renegotiated fact) {
    Media media = state.media();
    Renewal.Out out = state.renewal().out();
    MediaWish offered = out == null ? null : out.media();
    if (out == null || offered == null || !out.sdp().equals(fact.localSdp())) {
      return media;
    }
    return media.wishing(offered, offered.equals(media.pending()) ? null : media.pending());
  }

  /// Our offer says whether the peer is on hold; an answer of ours says what is asked for then.
  /// That the peer does not want to hear us means a hold, unless it answers a hold of ours.
  static Hold holdAfter(SessionState state, SessionEvent.Renegotiated fact) {
    Hold hold = state.media().hold();
    if (fact.localSdp().equals(state.media().localSdp())
        && fact.remoteSdp().equals(state.media().remoteSdp())) {
      return hold; // refreshed, nothing else
    }
    Renewal.Out out = state.renewal().out();
    boolean ours = out != null && out.sdp().equals(fact.localSdp());
    Direction offered = ours ? Direction.ofAudio(fact.localSdp()) : Direction.SENDRECV;
    boolean told = out != null && ours ? out.holds() : hold.wanted();
    LegRemote remote = fact.leg().remote();
    if (!ours && !state.media().wish().way().sends()) {
      hold =
          hold.remote(Negotiation.holds(fact.remoteSdp())); // that we do not send is our own wish
    } else if (offered == Direction.SENDRECV && remote != null) {
      hold = hold.remote(!remote.send());
    }
    Leg leg = state.media().leg();
    return told == hold.told()
        ? hold
        : hold.told(told, told && leg != null ? leg.treatment() : null);
  }
}
