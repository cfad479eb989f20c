package dev.tandem.table;

/// What a row may tell listeners.
public enum Publication implements Word {
  SESSION_CREATED("SessionCreated", "the session exists"),
  INCOMING_CALL("IncomingCall", "a call came in"),
  CALL_RINGING("CallRinging", "the far end rings"),
  CALL_PROGRESS("CallProgress", "the far end is heard before the answer"),
  CALL_ESTABLISHED("CallEstablished", "the call is up"),
  CALL_TERMINATED("CallTerminated", "the call is over after it was up"),
  CALL_FAILED("CallFailed", "the call never came up, or broke"),
  CALL_CANCELLED("CallCancelled", "the caller gave up before the answer"),
  CALL_BRIDGED("CallBridged", "the session is connected with another"),
  CALL_UNBRIDGED("CallUnbridged", "the session is alone again"),
  MEDIA_CHANGED("MediaChanged", "codec, direction or address of the stream changed"),
  MEDIA_MUTED("MediaMuted", "the call was muted, or is heard again");

  private final String yaml;
  private final String meaning;

  Publication(String yaml, String meaning) {
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
