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
  UPDATE_MEDIA(
      "UpdateMedia", "from the next offer on the peer is offered what the application wants"),
  HOLD_MEDIA("HoldMedia", "from the next offer on the peer is on hold"),
  RESUME_MEDIA("ResumeMedia", "from the next offer on the peer is not on hold"),
  RETRY_LATER(
      "RetryLater",
      "start the timer behind RetryTimeout, longer with every try, or `seconds` long",
      Parameter.optional(Parameter.Kind.SECONDS)),
  NEGOTIATE_SDP_AS_UAC("NegotiateSDPAsUAC", "match the stored answer with our offer"),
  NEGOTIATE_SDP_AS_UAS(
      "NegotiateSDPAsUAS", "match the stored offer with what we can do and make the answer"),
  NEGOTIATE_EARLY_SDP(
      "NegotiateEarlySDP", "make the answer for a 183, or change what is heard early"),
  SEND_INVITE("SendINVITE", "send an INVITE with our offer"),
  REPEAT_INVITE("RepeatINVITE", "send the INVITE once more, as the refusal at hand asks"),
  EARLY_MEDIA("EarlyMedia", "take the answer that came with a provisional response"),
  REFRESH("Refresh", "send a re-INVITE or UPDATE because the session timer asks for it"),
  SEND_ACK("SendACK", "acknowledge the 2xx at hand"),
  SEND_BYE("SendBYE", "end the dialog"),
  SEND_CANCEL("SendCANCEL", "give up our INVITE"),
  SEND_SIP_RESPONSE(
      "SendSIPResponse",
      "answer the INVITE; without parameters 200, or what a deferred call is to hear (180, 182)",
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
  SEND_INFO("SendINFO", "send the key that is pressed, as INFO with `application/dtmf-relay`"),
  TAKE_DIGIT("TakeDigit", "tell the application the DTMF digit at hand"),
  ASK_TRANSFER(
      "AskTransfer",
      "ask the handler about the REFER at hand; when it names another call of ours, connect the two far ends"),
  FOLLOW_TRANSFER(
      "FollowTransfer", "do what the handler has said: call the target, or refuse the REFER"),
  REFUSE_TRANSFER("RefuseTransfer", "refuse the REFER at hand: 400, 491 or 603"),
  TELL_TRANSFER("TellTransfer", "tell the peer by NOTIFY how the call to the target goes"),
  GIVE_UP_TRANSFER("GiveUpTransfer", "end the call to the target"),
  HAND_OVER("HandOver", "give the place in the bridge to the call to the target"),
  LET_GO("LetGo", "write that the peer has hung up while its transfer goes on"),
  CALL_DEVICE("CallDevice", "call the device that is to take the peer's place"),
  SEND_REFER("SendREFER", "ask the peer to call somebody else"),
  NOTE_TRANSFER("NoteTransfer", "write how far the transfer has come that the peer carries out"),
  MAKE_ROOM("MakeRoom", "give the place in the bridge to the call that asks for it"),
  STAY("Stay", "refuse to give the place to the call that asks for it"),
  ASK_FOR_PLACE("AskForPlace", "ask the call named by the INVITE for its place"),
  TAKE_PLACE("TakePlace", "go into the bridge in place of the other call"),
  PASS_INFO("PassInfo", "tell the other leg of the INFO at hand"),
  FORWARD_INFO("ForwardINFO", "send the INFO that the other leg has passed on"),
  PASS_REFER("PassREFER", "take the REFER at hand, and ask the other leg to send it to its side"),
  FORWARD_REFER("ForwardREFER", "send the REFER that the other leg has passed on"),
  TURN_DOWN_TRANSFER(
      "TurnDownTransfer", "tell the other leg that its REFER cannot be sent: 480 or 491"),
  PASS_HOLD("PassHold", "tell the other leg whether the peer holds us, when that has changed"),
  HOLD_FOR_PEER(
      "HoldForPeer", "from the next offer on the peer is on hold, since the other side holds"),
  RESUME_FOR_PEER("ResumeForPeer", "the other side does not hold the peer any more"),
  START_RINGING_TIMER("StartRingingTimer", "start the timer behind RingingTimeout"),
  START_SESSION_TIMER("StartSessionTimer", "start the timer behind SessionTimeout"),
  START_ACK_TIMER("StartAckTimer", "start the timer behind AckTimeout"),
  STOP_TIMERS("StopTimers", "stop every timer of the session"),
  CREATE_PEER_LEG(
      "CreatePeerLeg",
      "set up the other leg of a forwarded call, or one for each phone that rings"),
  RING_ON(
      "RingOn",
      "take note of the phone that failed; when it was the last of its group, ring the next"),
  TAKE_PEER("TakePeer", "the leg that was answered has the call; tell the other phones so"),
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
