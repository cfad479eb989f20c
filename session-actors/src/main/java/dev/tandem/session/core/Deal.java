package dev.tandem.session.core;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.LegRemote;
import dev.tandem.sdp.AudioAgreement;
import dev.tandem.sdp.Direction;
import dev.tandem.sdp.Format;
import dev.tandem.sdp.LocalAudio;
import dev.tandem.sdp.Negotiation;
import dev.tandem.sdp.Outcome;
import dev.tandem.sdp.Parsed;
import dev.tandem.sdp.SessionDescription;
import org.jspecify.annotations.Nullable;

/// What the peer's session description in an input comes to.
sealed interface Deal {
  /// The message has no description: an INVITE that leaves the offer to us (RFC 3264, RFC 3261
  /// §13.2.1).
  record Offerless() implements Deal {}

  record Agreed(SessionDescription theirs, AudioAgreement audio, int mLine) implements Deal {
    LegRemote remote() {
      return new LegRemote(
          audio.remoteHost(),
          audio.remotePort(),
          audio.remoteRtcpPort(),
          audio.format().payloadType(),
          audio.format().encoding(),
          audio.format().clockRate(),
          audio.telephoneEventType(),
          audio.packetMs(),
          audio.direction().sends(),
          audio.direction().receives());
    }
  }

  /// An UPDATE that only refreshes: nothing was offered.
  record Unchanged() implements Deal {}

  /// @param status 422 when the session interval is too small, 400 when it is no SDP, 488 when
  ///   nothing matches
  record Failed(int status, String why) implements Deal {}

  Failed TOO_SMALL = new Failed(422, "The session interval is too small");

  static Deal of(SessionState state, SessionInput input, CoreSettings settings) {
    return switch (input) {
      case SessionInput.Invite(var invitation, _) ->
          RefreshPlan.isTooSmall(
                  invitation.headers(), Headers.has(invitation.supported(), "timer"), settings)
              ? TOO_SMALL
              : ofOffer(
                  invitation.body(),
                  MediaWish.of(invitation.media(), false).audio(settings.audio()));
      case SessionInput.Request(var request, _) -> ofRequest(state, request, settings);
      case SessionInput.PeerAnswers(_, _, var encoding) ->
          ofOfferLike(state, encoding, audio(state, settings));
      case SessionInput.PeerRings(_, _, _, var encoding) ->
          ofOfferLike(state, encoding, audio(state, settings));
      case SessionInput.Decided _,
          SessionInput.EnterBridge _,
          SessionInput.LegOpened _,
          SessionInput.LegFailed _ ->
          ofOfferPreferring(offerOf(state), audio(state, settings), agreedEncoding(state));
      case SessionInput.InviteResponse(var response) ->
          ofFirstAnswer(
              response.body().isEmpty() ? earlyAnswer(state, response) : response.body(),
              audio(state, settings));
      case SessionInput.ReinviteResponse(_, var response) -> ofAnswer(state, response, settings);
      case SessionInput.Ack(_, var body) ->
          body.isEmpty() ? new Offerless() : ofAnswer(body, audio(state, settings));
      case SessionInput.Cancelled _,
          SessionInput.InviteUnanswered _,
          SessionInput.ByeDone _,
          SessionInput.ByeChallenged _,
          SessionInput.Make _,
          SessionInput.HangUp _,
          SessionInput.Hold _,
          SessionInput.Refer _,
          SessionInput.Move _,
          SessionInput.ReferResponse _,
          SessionInput.ReferUnanswered _,
          SessionInput.TransferDecided _,
          SessionInput.Replace _,
          SessionInput.TakePlace _,
          SessionInput.Relink _,
          SessionInput.Mute _,
          SessionInput.Update _,
          SessionInput.Press _,
          SessionInput.LegChanged _,
          SessionInput.PeerInforms _,
          SessionInput.PeerHolds _,
          SessionInput.PeerRefers _,
          SessionInput.PeerTransfers _,
          SessionInput.PeerFails _,
          SessionInput.BridgeRefuses _,
          SessionInput.BridgeEnds _,
          SessionInput.ReinviteUnanswered _,
          SessionInput.LeaveMedia _,
          SessionInput.MoveLeg _,
          SessionInput.LeaveEdge _,
          SessionInput.Timeout _ ->
          new Offerless();
    };
  }

  private static Deal ofRequest(SessionState state, DialogRequest request, CoreSettings settings) {
    if (RefreshPlan.isTooSmall(
        request.headers(), RefreshPlan.isSupported(request.headers()), settings)) {
      return TOO_SMALL;
    }
    return request.body().isEmpty() && request.method().equals("UPDATE")
        ? new Unchanged()
        : ofOffer(request.body(), audio(state, settings), MediaPlan.wish(state));
  }

  /// What a reliable provisional response of the same dialog has said.
  private static @Nullable String earlyAnswer(SessionState state, DialogResponse response) {
    String tag = state.extensions().reliable().answeredTag();
    return response.remoteTag().equals(tag) ? state.media().remoteSdp() : null;
  }

  private static Deal ofFirstAnswer(@Nullable String body, LocalAudio ours) {
    return body == null || body.isEmpty()
        ? new Failed(488, "the answer carries no session description")
        : ofAnswer(body, ours);
  }

  private static String offerOf(SessionState state) {
    var call = state.call();
    return call == null || call.invitation() == null ? "" : call.invitation().body();
  }

  private static Deal ofOffer(String body, LocalAudio ours) {
    return ofOffer(body, ours, Direction.SENDRECV);
  }

  private static Deal ofOffer(String body, LocalAudio ours, Direction wish) {
    if (body.isEmpty()) {
      return new Offerless();
    }
    return switch (SessionDescription.parse(body)) {
      case Parsed.Malformed<SessionDescription>(int line, String expected) ->
          new Failed(400, "Bad session description, line " + line + ": " + expected);
      case Parsed.Ok<SessionDescription>(var offer) ->
          of(offer, Negotiation.agree(offer, ours, wish));
    };
  }

  private static Deal ofAnswer(String body, LocalAudio ours) {
    return switch (SessionDescription.parse(body)) {
      case Parsed.Malformed<SessionDescription>(int line, String expected) ->
          new Failed(400, "Bad session description, line " + line + ": " + expected);
      case Parsed.Ok<SessionDescription>(var answer) ->
          of(answer, Negotiation.complete(ours, answer));
    };
  }

  /// The answer to a re-INVITE of ours.
  private static Deal ofAnswer(SessionState state, DialogResponse response, CoreSettings settings) {
    Renewal.Out out = state.renewal().out();
    if (response.status() >= 300 || out == null) {
      return new Offerless();
    }
    if (out.sdp().isEmpty()) {
      return new Unchanged();
    }
    if (!(SessionDescription.parse(out.sdp()) instanceof Parsed.Ok<SessionDescription>(var ours))) {
      throw new IllegalStateException("our own offer cannot be read: " + out.sdp());
    }
    return switch (SessionDescription.parse(response.body())) {
      case Parsed.Malformed<SessionDescription>(int line, String expected) ->
          new Failed(400, "Bad session description, line " + line + ": " + expected);
      case Parsed.Ok<SessionDescription>(var answer) ->
          of(
              answer,
              Negotiation.complete(
                  out.media() == null
                      ? audio(state, settings)
                      : out.media().audio(settings.audio()),
                  ours,
                  answer));
    };
  }

  private static Deal of(SessionDescription theirs, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Agreed(var audio, int mLine) -> new Agreed(theirs, audio, mLine);
      case Outcome.NoMatch(var why) -> new Failed(488, why);
    };
  }

  /// What the session offers and accepts.
  static LocalAudio audio(SessionState state, CoreSettings settings) {
    return state.media().wish().audio(settings.audio());
  }

  /// The other leg's codec, unless our own order counts.
  private static Deal ofOfferLike(SessionState state, @Nullable String encoding, LocalAudio ours) {
    return ofOfferPreferring(offerOf(state), ours, ours.oursFirst() ? null : encoding);
  }

  /// The codec the leg was opened with, so that the answer says what the leg does.
  private static @Nullable String agreedEncoding(SessionState state) {
    LegRemote agreed = state.media().agreed();
    return agreed == null ? null : agreed.encoding();
  }

  /// The other leg's codec when the offer has it (no transcoding then), else any. The offerer's
  /// order rules in negotiation, so preferring a codec means trying it alone.
  private static Deal ofOfferPreferring(String body, LocalAudio ours, @Nullable String encoding) {
    for (Format format : ours.formats()) {
      if (format.encoding().equalsIgnoreCase(encoding)) {
        Deal deal = ofOffer(body, ours.only(format));
        return deal instanceof Failed ? ofOffer(body, ours) : deal;
      }
    }
    return ofOffer(body, ours);
  }
}
