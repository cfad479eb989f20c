package dev.tandem.sip.guard;

import dev.tandem.sip.transport.ContentLength;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one pass over a message's bytes tells, without a parser and without allocation per header.
/// Anything is scanned, nothing throws; [MessageLimits] judges it. Strings are made only by the
/// methods that return one.
public final class RawScan {
  public enum Kind {
    REQUEST,
    RESPONSE,

    /// Not even a start line of SIP.
    NEITHER
  }

  private static final byte[] VERSION = "SIP/2.0".getBytes(StandardCharsets.US_ASCII);

  final byte[] bytes;
  final int[] starts = new int[HeaderName.COUNT]; // of the first value of each header
  final int[] ends = new int[HeaderName.COUNT];
  private final int[] counts = new int[HeaderName.COUNT];

  private Kind kind = Kind.NEITHER;
  private boolean versionTwo;
  private boolean startLineOk;
  private int methodEnd;
  private int uriStart;
  private int uriEnd;
  private int headers;
  private int listEntries;
  private int longestLine;
  private boolean nul;
  private boolean strayLineBreak;
  private boolean badHeader;
  private int bodyStart = -1;
  private int contentLength = ContentLength.MISSING;

  private @Nullable TopVia topVia; // read once, asked for several times

  private RawScan(byte[] bytes) {
    this.bytes = bytes;
  }

  public static RawScan of(byte[] message) {
    var scan = new RawScan(message);
    scan.lines();
    return scan;
  }

  private void lines() {
    int start = 0;
    int lineStart = 0;
    boolean first = true;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b > '\r') {
        continue;
      }
      if (b == 0) {
        nul = true;
      } else if (b == '\r') {
        strayLineBreak |= i + 1 >= bytes.length || bytes[i + 1] != '\n';
      } else if (b == '\n') {
        strayLineBreak |= i == lineStart || bytes[i - 1] != '\r';
        int end = i > lineStart && bytes[i - 1] == '\r' ? i - 1 : i;
        lineStart = i + 1;
        if (end == start) {
          bodyStart = i + 1;
          return;
        }
        if (isFolded(i + 1)) {
          continue; // the header goes on, RFC 3261 §7.3.1
        }
        longestLine = Math.max(longestLine, end - start);
        if (first) {
          startLine(end);
          first = false;
        } else {
          header(start, end);
        }
        start = i + 1;
      }
    }
    longestLine = Math.max(longestLine, bytes.length - start);
  }

  private boolean isFolded(int next) {
    return next < bytes.length && (bytes[next] == ' ' || bytes[next] == '\t');
  }

  private void startLine(int end) {
    if (startsWith(0, end, "SIP/")) {
      statusLine(end);
    } else {
      requestLine(end);
    }
  }

  private void statusLine(int end) {
    kind = Kind.RESPONSE;
    versionTwo = Arrays.equals(bytes, 0, Math.min(end, VERSION.length), VERSION, 0, VERSION.length);
    startLineOk =
        end >= 12
            && bytes[7] == ' '
            && bytes[8] >= '1'
            && bytes[8] <= '6'
            && isDigit(bytes[9])
            && isDigit(bytes[10])
            && bytes[11] == ' ';
  }

  private void requestLine(int end) {
    // Blanks at the end are wrong, but whoever sent them meant a request and is told so.
    int textEnd = Bytes.trimEnd(bytes, 0, end);
    int firstSpace = Bytes.indexOf(bytes, 0, textEnd, ' ');
    int lastSpace = Bytes.lastIndexOf(bytes, 0, textEnd, ' ');
    if (firstSpace <= 0 || !startsWith(lastSpace + 1, textEnd, "SIP/")) {
      return;
    }
    kind = Kind.REQUEST;
    methodEnd = firstSpace;
    uriStart = firstSpace + 1;
    uriEnd = Math.max(uriStart, lastSpace);
    versionTwo = Arrays.equals(bytes, lastSpace + 1, textEnd, VERSION, 0, VERSION.length);
    startLineOk =
        textEnd == end
            && Bytes.isToken(bytes, 0, methodEnd)
            && isPlainUri()
            && isVersion(lastSpace + 1, end);
  }

  /// `SIP/1*DIGIT.1*DIGIT`
  private boolean isVersion(int from, int end) {
    int dot = Bytes.indexOf(bytes, from, end, '.');
    return dot > 0 && areDigits(from + "SIP/".length(), dot) && areDigits(dot + 1, end);
  }

  private boolean areDigits(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(bytes[i])) {
        return false;
      }
    }
    return to > from;
  }

  private boolean isPlainUri() {
    for (int i = uriStart; i < uriEnd; i++) {
      byte b = bytes[i];
      if (b <= ' ' || b == '<' || b == '>' || b == '"' || b == 127) {
        return false;
      }
    }
    return uriEnd > uriStart;
  }

  private void header(int start, int end) {
    headers++;
    int colon = Bytes.indexOf(bytes, start, end, ':');
    int nameEnd = colon;
    while (nameEnd > start && (bytes[nameEnd - 1] == ' ' || bytes[nameEnd - 1] == '\t')) {
      nameEnd--;
    }
    if (colon < 0 || !Bytes.isToken(bytes, start, nameEnd)) {
      badHeader = true;
      return;
    }
    int name = HeaderName.of(bytes, start, nameEnd);
    if (name == HeaderName.OTHER) {
      return;
    }
    note(name, colon + 1, end);
  }

  private void note(int name, int start, int end) {
    if (counts[name]++ == 0) {
      starts[name] = Bytes.skipBlank(bytes, start, end);
      ends[name] = Bytes.trimEnd(bytes, starts[name], end);
    }
    if (HeaderName.isList(name)) {
      listEntries += 1 + Bytes.topLevelCommas(bytes, start, end);
    } else if (name == HeaderName.CONTENT_LENGTH) {
      int length = ContentLength.value(bytes, start, end);
      contentLength =
          counts[name] > 1 || contentLength < ContentLength.MISSING
              ? ContentLength.MALFORMED
              : length;
    }
  }

  public byte[] bytes() {
    return bytes;
  }

  public Kind kind() {
    return kind;
  }

  /// Whether the version is `SIP/2.0` to the letter.
  public boolean isVersionTwo() {
    return versionTwo;
  }

  /// Whether the start line keeps RFC 3261 §7.1 and §7.2, apart from version and scheme.
  public boolean isStartLineOk() {
    return startLineOk;
  }

  public boolean isMethod(String method) {
    return kind == Kind.REQUEST
        && methodEnd == method.length()
        && Bytes.regionEquals(bytes, 0, method);
  }

  /// Empty for a response.
  public String method() {
    return Bytes.text(bytes, 0, methodEnd);
  }

  public String requestUri() {
    return Bytes.text(bytes, uriStart, uriEnd);
  }

  public int requestUriBytes() {
    return uriEnd - uriStart;
  }

  /// Whether the request URI is `sip:`, `sips:` or `tel:`.
  public boolean hasKnownScheme() {
    return Bytes.startsWithIgnoreCase(bytes, uriStart, uriEnd, "sip:")
        || Bytes.startsWithIgnoreCase(bytes, uriStart, uriEnd, "sips:")
        || Bytes.startsWithIgnoreCase(bytes, uriStart, uriEnd, "tel:");
  }

  /// Header fields of this name.
  ///
  /// @param name of [HeaderName]
  public int count(int name) {
    return counts[name];
  }

  /// Whether the first header field of this name is there without a value.
  boolean isEmpty(int name) {
    return starts[name] == ends[name];
  }

  public int headers() {
    return headers;
  }

  /// Values in Via, Route, Record-Route, Path and Contact together.
  public int listEntries() {
    return listEntries;
  }

  /// With its folds.
  public int longestLine() {
    return longestLine;
  }

  /// In the start line or a header; a body may hold any byte.
  public boolean hasNul() {
    return nul;
  }

  /// A CR without LF or the reverse: what one parser takes for a line another does not.
  public boolean hasStrayLineBreak() {
    return strayLineBreak;
  }

  /// A line without a name and a colon.
  public boolean hasBadHeader() {
    return badHeader;
  }

  /// Whether the empty line after the headers is there.
  public boolean isComplete() {
    return bodyStart >= 0;
  }

  /// First byte after the empty line, or -1.
  public int bodyStart() {
    return bodyStart;
  }

  /// 0 or more, or one of the negative constants of [ContentLength].
  public int contentLength() {
    return contentLength;
  }

  public boolean hasToTag() {
    return toTag() >= 0;
  }

  /// Where the To tag is, as [Params] packs it, or [Params#ABSENT].
  long toTag() {
    long tag = Params.find(bytes, starts[HeaderName.TO], ends[HeaderName.TO], "tag");
    return tag < 0 || Params.isEmpty(tag) ? Params.ABSENT : tag;
  }

  /// Whether CSeq is a number below 2^31 and, in a request, names its method (RFC 3261 §8.1.1.5).
  public boolean isCseqOk() {
    int start = starts[HeaderName.CSEQ];
    int end = ends[HeaderName.CSEQ];
    int blank = start;
    while (blank < end && isDigit(bytes[blank])) {
      blank++;
    }
    int method = Bytes.skipBlank(bytes, blank, end);
    if (blank == method || ContentLength.value(bytes, start, blank) < 0) {
      return false;
    }
    return kind == Kind.REQUEST
        ? Arrays.equals(bytes, method, end, bytes, 0, methodEnd)
        : Bytes.isToken(bytes, method, end);
  }

  /// The topmost Via, or one that is not [TopVia#isOk] when there is none.
  public TopVia topVia() {
    if (topVia == null) {
      topVia = TopVia.of(bytes, starts[HeaderName.VIA], ends[HeaderName.VIA]);
    }
    return topVia;
  }

  private boolean startsWith(int from, int to, String text) {
    return to - from >= text.length() && Bytes.regionEquals(bytes, from, text);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
