package dev.tandem.table;

/// What can happen to a session. Adding a constant is all it takes to make an event known to the
/// loader; then every table needs an outcome for it.
public enum TableEvent implements Word {
  MAKE_CALL("MakeCall", "an application asks for this call; the session is new"),
  INCOMING_CALL("IncomingCall", "an INVITE without To tag came in; the session is new"),
  ACCEPT_CALL("AcceptCall", "the handler or the application answers the call"),
  REJECT_CALL("RejectCall", "the handler or the application refuses the call"),
  DEFER_CALL("DeferCall", "the handler decides later; the call goes on ringing"),
  SEND_EARLY_MEDIA(
      "SendEarlyMedia", "the handler or the application is to be heard before it answers"),
  FORWARD_CALL(
      "ForwardCall", "the handler wants the call connected to another address: a second leg"),
  REDIRECT_CALL("RedirectCall", "the handler sends the caller elsewhere with a 3xx"),
  JOIN_CONFERENCE(
      "JoinConference", "the handler or the application puts the call into a conference"),
  HANGUP_CALL("HangupCall", "the application ends the call, whatever its state"),
  HOLD_CALL("HoldCall", "the application puts the peer on hold"),
  RESUME_CALL("ResumeCall", "the application takes the peer off hold"),
  TRANSFER_CALL("TransferCall", "the application wants the peer to call somebody else"),
  MOVE_CALL("MoveCall", "the application wants another device to take the peer's place"),
  TRANSFER_PROGRESS(
      "TransferProgress", "the peer has taken our REFER, or tells how its call to the target goes"),
  TRANSFER_COMPLETED("TransferCompleted", "the peer has reached the target of our REFER"),
  TRANSFER_FAILED(
      "TransferFailed", "the peer refuses our REFER, or has not reached the target of it"),
  TRANSFER_DECIDED("TransferDecided", "the handler has said what becomes of the peer's REFER"),
  TRANSFER_TIMEOUT(
      "TransferTimeout", "nobody has told in time how a transfer went, or hung up after it"),
  TARGET_RINGING("TargetRinging", "the target of the peer's REFER rings"),
  TARGET_ANSWERED("TargetAnswered", "the target of the peer's REFER has answered"),
  TARGET_FAILED("TargetFailed", "the target of the peer's REFER was not reached"),
  REPLACE_CALL("ReplaceCall", "another call is to take the place of this one (RFC 3891)"),
  TAKE_PLACE("TakePlace", "this call is given the place of another one"),
  UPDATE_MEDIA("UpdateMedia", "the application wants other codecs, or another direction"),
  SEND_DTMF("SendDTMF", "the application presses a key"),
  BRIDGE_SESSIONS("BridgeSessions", "the application connects this session with another"),
  UNBRIDGE_SESSIONS("UnbridgeSessions", "the application takes the session out of its bridge"),
  BRIDGE_ENDED("BridgeEnded", "the bridge is gone, or the other session left it"),
  DIALOG_100_TRYING("Dialog100Trying", "a 100 to our INVITE: the next hop has it"),
  DIALOG_180_RINGING("Dialog180Ringing", "a 180, 181, 182 or 199 to our INVITE"),
  DIALOG_183_SESSION_PROGRESS("Dialog183SessionProgress", "a 183 to our INVITE, mostly with SDP"),
  DIALOG_200_OK("Dialog200OK", "a 2xx to our INVITE"),
  DIALOG_3XX_REDIRECT("Dialog3xxRedirect", "a 3xx to our INVITE"),
  DIALOG_4XX_FAILURE("Dialog4xxFailure", "a 4xx other than 487 to our INVITE"),
  DIALOG_5XX_FAILURE("Dialog5xxFailure", "a 5xx to our INVITE"),
  DIALOG_6XX_FAILURE("Dialog6xxFailure", "a 6xx to our INVITE"),
  DIALOG_487_REQUEST_TERMINATED(
      "Dialog487RequestTerminated", "a 487 to our INVITE: our CANCEL was heard"),
  DIALOG_TIMEOUT("DialogTimeout", "a request of ours got no final response in time"),
  DIALOG_ERROR("DialogError", "a request of ours could not be sent at all"),
  DIALOG_ACK("DialogACK", "the ACK of our 2xx came"),
  DIALOG_BYE("DialogBYE", "the peer hangs up"),
  DIALOG_CANCEL(
      "DialogCANCEL",
      "the caller gives up before the answer, by CANCEL or, in a state without a row for DialogBYE, by BYE"),
  REINVITE_RECEIVED(
      "ReinviteReceived",
      "the peer sends an INVITE inside the dialog: hold, new codec, new address"),
  UPDATE_RECEIVED("UpdateReceived", "the peer sends UPDATE (RFC 3311)"),
  REFER_RECEIVED("ReferReceived", "the peer asks us to call somebody else (RFC 3515)"),
  INFO_RECEIVED("InfoReceived", "the peer sends INFO (RFC 6086)"),
  OTHER_REQUEST_RECEIVED(
      "OtherRequestReceived", "the peer sends any other request inside the dialog"),
  MEDIA_SESSION_READY("MediaSessionReady", "the media node has opened the leg"),
  MEDIA_SESSION_CHANGED("MediaSessionChanged", "the media node has changed the leg as asked"),
  MEDIA_ERROR("MediaError", "the media node refused, or the leg is lost"),
  MEDIA_LOST("MediaLost", "the media node of the leg is gone, or does not know it any more"),
  MOVE_MEDIA("MoveMedia", "the leg has to go to another media node: its own leaves, or its bridge"),
  MEDIA_MOVE_FAILED("MediaMoveFailed", "no other leg could be opened"),
  EDGE_LOST("EdgeLost", "the edge that our Contact names is gone or leaves"),
  REOFFER_ACCEPTED("ReofferAccepted", "a 2xx to our re-INVITE"),
  REOFFER_REFUSED(
      "ReofferRefused",
      "another final response to our re-INVITE, or it could not be sent; 491 is glare"),
  DIALOG_GONE("DialogGone", "the peer does not know the dialog any more, or is silent: 481, 408"),
  RETRY_TIMEOUT("RetryTimeout", "the timer of RetryLater ran out"),
  PEER_RINGING("PeerRinging", "the other leg of a forwarded call rings"),
  PEER_PROGRESS("PeerProgress", "the other leg of a forwarded call got a 183 or is heard already"),
  PEER_INFORMS("PeerInforms", "the far side of the other leg has sent INFO, to be passed on"),
  PEER_HOLDS("PeerHolds", "the far side of the other leg holds its call, which is passed on"),
  PEER_RESUMES("PeerResumes", "it does not hold it any more, or is gone"),
  PEER_REFERS("PeerRefers", "the far side of the other leg has sent REFER, to be passed on"),
  PEER_ANSWERED("PeerAnswered", "the other leg of a forwarded call was answered"),
  PEER_FAILED("PeerFailed", "the other leg of a forwarded call failed or ended"),
  RINGING_TIMEOUT("RingingTimeout", "the ringing timer ran out"),
  ACK_TIMEOUT("AckTimeout", "no ACK came for our 2xx within 64*T1 (RFC 3261 §13.3.1.4)"),
  REFRESH_DUE("RefreshDue", "we have to refresh the call: half of the session timer is over"),
  SESSION_TIMEOUT(
      "SessionTimeout", "the session timer ran out: nobody refreshed the call (RFC 4028)"),
  CLEANUP_COMPLETE("CleanupComplete", "everything the session held is released");

  private final String yaml;
  private final String meaning;

  TableEvent(String yaml, String meaning) {
    this.yaml = yaml;
    this.meaning = meaning;
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
