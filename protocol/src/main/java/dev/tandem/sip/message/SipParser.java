package dev.tandem.sip.message;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Bytes to views. JAIN-SIP's parser does the work; before it the header lines are read as they
/// are, after it comes what it does not look at (RFC 3261 §7, §8.1.1, §16.3). Whatever it throws is
/// caught: a message can at most be malformed. One parser per thread.
public final class SipParser {
  private static final List<String> EXACTLY_ONE = List.of("From", "To", "Call-ID", "CSeq");

  /// Headers without which, or with a broken one of which, nothing can be done with a message.
  /// Others that do not parse are left to whoever wants them.
  private static final Set<String> MUST_PARSE =
      Set.of(
          "via",
          "v",
          "from",
          "f",
          "to",
          "t",
          "call-id",
          "i",
          "cseq",
          "contact",
          "m",
          "route",
          "record-route",
          "max-forwards",
          "content-length",
          "l",
          "content-type",
          "c",
          "require");

  static {
    QuietLogger.install();
  }

  private final StringMsgParser jain = new StringMsgParser();

  /// @param message exactly one message; kept by the view, so not to be changed afterwards
  /// @param source where it came from: fills in `received` and `rport` of a request's Via (RFC 3261
  ///   §18.2.1, RFC 3581 §4); null for a message of our own store, which has them
  public Parsed parse(byte[] message, @Nullable InetSocketAddress source) {
    HeaderLines lines = HeaderLines.of(message);
    if (lines == null) {
      return new Parsed.Malformed(400, "broken header lines", null);
    }
    Via via = topVia(lines, source);
    String problem = problemBefore(lines, via);
    if (problem != null || via == null) {
      return malformed(lines, via, problem == null ? "no usable Via" : problem);
    }
    int bodyEnd = bodyEnd(lines, message.length);
    if (bodyEnd < 0) {
      return malformed(lines, via, "wrong Content-Length");
    }
    try {
      SIPMessage parsed = jain.parseSIPMessage(message, false, false, SipParser::headerFailed);
      return view(parsed, lines, message, bodyEnd, via);
    } catch (Throwable _) { // the parser throws what it likes, StackOverflowError included
      return malformed(lines, via, "syntax");
    }
  }

  private static Parsed view(
      @Nullable SIPMessage parsed, HeaderLines lines, byte[] raw, int bodyEnd, Via via) {
    return switch (parsed) {
      case SIPRequest request when !sameMethod(request) ->
          malformed(lines, via, "CSeq of another method");
      case SIPRequest request when request.getRequestURI() == null ->
          malformed(lines, via, "no request URI");
      case SIPRequest request -> request(new SipRequest(request, lines, raw, bodyEnd, via));
      case SIPResponse response when response.getStatusCode() / 100 < 7 ->
          new Parsed.Response(new SipResponse(response, lines, raw, bodyEnd, via));
      case null, default -> malformed(lines, via, "neither request nor response");
    };
  }

  /// Touches what the views read later, so that a surprise happens here, inside the try.
  private static Parsed request(SipRequest request) {
    request.fromUri();
    request.toUri();
    request.contact();
    String uri = request.requestUri();
    boolean sip =
        uri.regionMatches(true, 0, "sip:", 0, 4) || uri.regionMatches(true, 0, "sips:", 0, 5);
    if (sip && SipUri.parse(uri).isEmpty()) {
      return malformed(request.lines(), request.via(), "host of the request URI");
    }
    return request.cseq() >= 0 && request.cseq() < 1L << 31
        ? new Parsed.Request(request)
        : malformed(request.lines(), request.via(), "CSeq out of range");
  }

  private static boolean sameMethod(SIPRequest request) {
    return request.getMethod().equals(request.getCSeq().getMethod());
  }

  private static @Nullable String problemBefore(HeaderLines lines, @Nullable Via via) {
    for (String name : EXACTLY_ONE) {
      int count = lines.count(name);
      if (count != 1) {
        return (count == 0 ? "no " : "more than one ") + name;
      }
    }
    if (via == null) {
      return "no usable Via";
    }
    // Without the cookie nothing says that a branch is unique, so it cannot name a transaction.
    return via.branch().length() > Via.MAGIC_COOKIE.length()
            && via.branch().startsWith(Via.MAGIC_COOKIE)
        ? versionProblem(lines.startLine())
        : "no RFC 3261 branch";
  }

  private static @Nullable String versionProblem(String startLine) {
    boolean right = startLine.startsWith("SIP/2.0 ") || startLine.endsWith(" SIP/2.0");
    return right ? null : "version";
  }

  private static @Nullable Via topVia(HeaderLines lines, @Nullable InetSocketAddress source) {
    String value = lines.first("Via");
    Via via = value == null ? null : Via.parse(value.substring(0, CommaList.nextComma(value, 0)));
    boolean response = lines.startLine().startsWith("SIP/");
    return via == null || source == null || response ? via : via.from(source);
  }

  /// Where the body ends; -1 when Content-Length is no number or promises more than there is.
  private static int bodyEnd(HeaderLines lines, int length) {
    String given = lines.first("Content-Length");
    if (given == null) {
      return length;
    }
    int bytes = SipUri.number(given, length);
    int end = lines.bodyStart() + bytes;
    return bytes < 0 || end > length || lines.count("Content-Length") > 1 ? -1 : end;
  }

  private static Parsed.Malformed malformed(HeaderLines lines, @Nullable Via via, String problem) {
    String line = lines.startLine();
    int space = line.indexOf(' ');
    boolean answerable =
        space > 0
            && !line.startsWith("SIP/")
            && !line.startsWith("ACK ")
            && EXACTLY_ONE.stream().allMatch(name -> lines.count(name) == 1);
    int status = problem.equals("version") ? 505 : 400;
    return new Parsed.Malformed(
        status,
        problem,
        answerable && via != null ? ResponseHead.of(line.substring(0, space), lines, via) : null);
  }

  private static void headerFailed(
      ParseException failure,
      SIPMessage message,
      Class<?> header,
      @Nullable String headerText,
      @Nullable String messageText)
      throws ParseException {
    int colon = headerText == null ? -1 : headerText.indexOf(':');
    if (headerText == null
        || colon < 0
        || MUST_PARSE.contains(headerText.substring(0, colon).strip().toLowerCase(Locale.ROOT))) {
      throw failure;
    }
  }
}
