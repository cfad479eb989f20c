package dev.tandem.sip.guard;

import java.util.Locale;

/// What can be wrong with a message, and how a request with it is answered. Reasons are ours: no
/// text of the sender goes back in them.
public enum Fault {
  NOT_SIP(400, "Bad Request"),
  INCOMPLETE(400, "Incomplete Message"),
  TOO_LARGE(513, "Message Too Large"),
  NUL(400, "NUL In Header"),
  STRAY_LINE_BREAK(400, "Bad Line Break"),
  BAD_START_LINE(400, "Bad Request Line"),
  BAD_VERSION(505, "Version Not Supported"),
  UNKNOWN_SCHEME(416, "Unsupported URI Scheme"),
  URI_TOO_LONG(414, "Request-URI Too Long"),
  TOO_MANY_HEADERS(400, "Too Many Headers"),
  LINE_TOO_LONG(400, "Header Too Long"),
  TOO_MANY_ENTRIES(400, "Too Many Route Entries"),
  BAD_HEADER(400, "Bad Header"),
  BAD_VIA(400, "Bad Via"),
  NO_MAGIC_COOKIE(400, "Bad Via Branch"),
  NOT_ONE_FROM(400, "Exactly One From Required"),
  NOT_ONE_TO(400, "Exactly One To Required"),
  NOT_ONE_CALL_ID(400, "Exactly One Call-ID Required"),
  NOT_ONE_CSEQ(400, "Exactly One CSeq Required"),
  BAD_CSEQ(400, "Bad CSeq"),
  BAD_CONTENT_LENGTH(400, "Bad Content-Length"),
  BODY_TOO_SHORT(400, "Body Shorter Than Content-Length");

  private final int status;
  private final String reason;

  Fault(int status, String reason) {
    this.status = status;
    this.reason = reason;
  }

  public int status() {
    return status;
  }

  public String reason() {
    return reason;
  }

  /// As in a metric: `bad-via`.
  public String metric() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
