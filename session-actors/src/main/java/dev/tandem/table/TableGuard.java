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
  HAS_DIGIT("HasDigit", "the INFO at hand carries a DTMF digit"),
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
