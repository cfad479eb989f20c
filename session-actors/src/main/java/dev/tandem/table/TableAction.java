package dev.tandem.table;

import java.util.List;

/// Work a row may ask for. The session core carries it out.
public enum TableAction implements Word {
  ASK_HANDLER("AskHandler", "ask the call handler what to do with the call"),
  CREATE_MEDIA_SESSION("CreateMediaSession", "open a leg on a media node"),
  CHANGE_MEDIA_SESSION("ChangeMediaSession", "give the media node what was negotiated last"),
  RELEASE_MEDIA_SESSION("ReleaseMediaSession", "close the leg on the media node"),
  REPLACE_MEDIA_SESSION(
      "ReplaceMediaSession", "open another leg in place of the one that cannot stay"),
  ADOPT_MEDIA_SESSION("AdoptMediaSession", "take the other leg as the session's own"),
  REOFFER(
      "Reoffer",
      "send a re-INVITE when the peer does not know our present leg, edge or hold and no offer is open"),
  HOLD_MEDIA("HoldMedia", "from the next offer on the peer is on hold"),
  RESUME_MEDIA("ResumeMedia", "from the next offer on the peer is not on hold"),
  RETRY_LATER("RetryLater", "start the timer behind RetryTimeout, longer with every try"),
  NEGOTIATE_SDP_AS_UAC("NegotiateSDPAsUAC", "match the stored answer with our offer"),
  NEGOTIATE_SDP_AS_UAS(
      "NegotiateSDPAsUAS", "match the stored offer with what we can do and make the answer"),
  SEND_INVITE("SendINVITE", "send an INVITE with our offer"),
  REPEAT_INVITE("RepeatINVITE", "send the INVITE once more, as the refusal at hand asks"),
  EARLY_MEDIA("EarlyMedia", "take the answer that came with a provisional response"),
  REFRESH("Refresh", "send a re-INVITE or UPDATE because the session timer asks for it"),
  SEND_ACK("SendACK", "acknowledge the 2xx at hand"),
  SEND_BYE("SendBYE", "end the dialog"),
  SEND_CANCEL("SendCANCEL", "give up our INVITE"),
  SEND_SIP_RESPONSE(
      "SendSIPResponse",
      "answer the INVITE; without parameters 200",
      Parameter.optional(Parameter.Kind.CODE),
      Parameter.optional(Parameter.Kind.REASON)),
  SEND_REJECT_RESPONSE(
      "SendRejectResponse", "answer the INVITE with the refusal that was asked for"),
  SEND_REDIRECT_RESPONSE(
      "SendRedirectResponse", "answer the INVITE with the 3xx and contacts that were asked for"),
  ANSWER_REQUEST(
      "AnswerRequest",
      "answer the request at hand, one inside the dialog; without `code` as its method asks for",
      Parameter.optional(Parameter.Kind.CODE)),
  TAKE_DIGIT("TakeDigit", "tell the application the DTMF digit at hand"),
  START_RINGING_TIMER("StartRingingTimer", "start the timer behind RingingTimeout"),
  START_SESSION_TIMER("StartSessionTimer", "start the timer behind SessionTimeout"),
  START_ACK_TIMER("StartAckTimer", "start the timer behind AckTimeout"),
  STOP_TIMERS("StopTimers", "stop every timer of the session"),
  CREATE_PEER_LEG("CreatePeerLeg", "set up the other leg of a forwarded call"),
  TELL_PEER_RINGING("TellPeerRinging", "tell the other leg that this one rings"),
  TELL_PEER_ANSWERED("TellPeerAnswered", "tell the other leg that this one was answered"),
  TELL_PEER_ENDED("TellPeerEnded", "tell the other leg that this one has failed or ended"),
  JOIN_BRIDGE("JoinBridge", "put the leg into the bridge at hand"),
  LEAVE_BRIDGE("LeaveBridge", "take the leg out of its bridge"),
  JOIN_CONFERENCE("JoinConference", "put the leg into the conference at hand"),
  REPEAT_ANSWER("RepeatAnswer", "repeat our 2xx until its ACK comes (RFC 3261 §13.3.1.4)"),
  STOP_REPEATING_ANSWER("StopRepeatingAnswer", "stop repeating our 2xx"),
  CONFIRM_DIALOG("ConfirmDialog", "write that the ACK of our 2xx is here"),
  KEEP_RINGING("KeepRinging", "write that the call rings until somebody decides"),
  NOTE_CAUSE("NoteCause", "write why the call will end, to be told when it does"),
  RECORD_END("RecordEnd", "write how the call ended; belongs into every way to a final state"),
  ACK_AND_HANGUP(
      "AckAndHangup", "acknowledge the 2xx at hand and send BYE: the call is not wanted any more"),
  REFUSE("Refuse", "tell the caller of the API that this is not possible now");

  private final String yaml;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // always from List.of
  private final List<Parameter> parameters;

  TableAction(String yaml, String meaning, Parameter... parameters) {
    this.yaml = yaml;
    this.meaning = meaning;
    this.parameters = List.of(parameters);
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public String yaml() {
    return yaml;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
