package dev.tandem.table;

/// Facts about a session that a row may ask for. The session core says whether one holds.
public enum TableGuard implements Word {
  HAS_LOCAL_SDP("HasLocalSDP", "we have sent an offer or an answer"),
  HAS_REMOTE_SDP("HasRemoteSDP", "the peer has sent an offer or an answer"),
  OFFER_ACCEPTABLE("OfferAcceptable", "the offer at hand has a stream and a codec we can take"),
  ANSWER_ACCEPTABLE("AnswerAcceptable", "the answer at hand fits our offer"),
  IS_BRIDGED("IsBridged", "the session is in a bridge"),
  HAS_PEER("HasPeer", "the session has another leg that it set up or was set up by"),
  MEDIA_READY("MediaReady", "the media node has opened the leg"),
  MAY_REPEAT(
      "MayRepeat",
      "the refusal at hand says how to ask again, or where else: 3xx, 401, 407, 422, targets left"),
  MAY_RING_ON(
      "MayRingOn",
      "several phones are called for the caller, and after this failure one still rings or can be rung"),
  MAY_HEAR_EARLY(
      "MayHearEarly",
      "the caller has made an offer, and there is something to hear before the answer"),
  PASSES_INFO("PassesInfo", "the INFO at hand is for the other leg"),
  PASSES_REFER(
      "PassesRefer",
      "the REFER at hand is for the other leg, as `tandem.session.b2bua.refer` says"),
  IS_PASSED_ON(
      "IsPassedOn", "the last REFER goes from one leg to the other, whose side carries it out"),
  PASSES_HOLD("PassesHold", "hold is for the other leg, as `tandem.session.b2bua.hold` says"),
  HAS_DIGIT("HasDigit", "the INFO at hand carries a DTMF digit"),
  REFER_ACCEPTABLE(
      "ReferAcceptable", "the REFER at hand names one SIP URI, and no other transfer is open"),
  MAY_TRANSFER("MayTransfer", "no transfer is open in this call"),
  IS_TRANSFERRING("IsTransferring", "the target of a transfer that the peer wants is being called"),
  IS_MOVING("IsMoving", "another device is being called that is to take the peer's place"),
  IS_TRANSFERRED("IsTransferred", "the peer was told that its transfer has gone well"),
  IS_REPLACED("IsReplaced", "it is this call that another one is to take the place of"),
  WANTS_PLACE("WantsPlace", "the INVITE wants to take the place of another call (RFC 3891)"),
  KNOWS_PLACE("KnowsPlace", "the call whose place the INVITE wants is one of ours"),
  TRIES_LEFT("TriesLeft", "what failed may be tried again: fewer than six times in a row so far");

  private final String yaml;
  private final String meaning;

  TableGuard(String yaml, String meaning) {
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
