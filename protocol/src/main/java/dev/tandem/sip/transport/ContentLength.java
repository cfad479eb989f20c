package dev.tandem.sip.transport;

/// Reads `Content-Length` (compact `l`, RFC 3261 §20.14) out of raw bytes, before anything trusts
/// it.
public final class ContentLength {
  public static final int MISSING = -1;

  /// Not digits only, empty, or there twice.
  public static final int MALFORMED = -2;

  /// More than an `int` holds.
  public static final int TOO_LARGE = -3;

  private static final byte[] NAME = {
    'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h'
  };

  private ContentLength() {}

  /// Of a header section: start line, headers, empty line.
  ///
  /// @return 0 or more, or one of the negative constants
  public static int inHeaders(byte[] bytes, int end) {
    int found = MISSING;
    int line = afterLine(bytes, 0, end);
    while (line < end) {
      int next = afterHeader(bytes, line, end);
      int colon = colonOf(bytes, line, next);
      if (colon >= 0 && isName(bytes, line, colon)) {
        if (found != MISSING) {
          return MALFORMED; // two lengths are two opinions on where the next message begins
        }
        found = value(bytes, colon + 1, next);
        if (found < 0) {
          return found;
        }
      }
      line = next;
    }
    return found;
  }

  /// Of a header value, with surrounding white space and folds.
  public static int value(byte[] bytes, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    if (start == end) {
      return MALFORMED;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return MALFORMED;
      }
      value = Math.min(value * 10 + digit, 1L + Integer.MAX_VALUE);
    }
    return value > Integer.MAX_VALUE ? TOO_LARGE : (int) value;
  }

  /// Whether `[from, colon)` is `Content-Length` or `l`, in any case, perhaps with blanks behind.
  public static boolean isName(byte[] bytes, int from, int colon) {
    int end = colon;
    while (end > from && isBlank(bytes[end - 1])) {
      end--;
    }
    int length = end - from;
    if (length == 1) {
      return (bytes[from] | 0x20) == 'l';
    }
    if (length != NAME.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int c = bytes[from + i];
      if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != NAME[i]) {
        return false;
      }
    }
    return true;
  }

  private static int afterHeader(byte[] bytes, int from, int end) {
    int next = afterLine(bytes, from, end);
    while (next < end && (bytes[next] == ' ' || bytes[next] == '\t')) {
      next = afterLine(bytes, next, end); // a fold, RFC 3261 §7.3.1
    }
    return next;
  }

  private static int afterLine(byte[] bytes, int from, int end) {
    int i = from;
    while (i < end && bytes[i] != '\n') {
      i++;
    }
    return Math.min(i + 1, end);
  }

  private static int colonOf(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == ':') {
        return i;
      }
    }
    return -1;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
