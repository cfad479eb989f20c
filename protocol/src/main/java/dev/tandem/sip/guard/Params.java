package dev.tandem.sip.guard;

/// Finds `;name=value` in a header value. A found value is its start and end in one `long`.
final class Params {
  static final long ABSENT = -1;

  private Params() {}

  static int start(long slice) {
    return (int) (slice >>> 32);
  }

  static int end(long slice) {
    return (int) slice;
  }

  static boolean isEmpty(long slice) {
    return start(slice) == end(slice);
  }

  /// Outside quotes and angle brackets, up to a top-level comma.
  ///
  /// @param name in lower case
  /// @return [#ABSENT], or the slice of the value, empty for a bare `;name`
  static long find(byte[] bytes, int from, int to, String name) {
    int i = from;
    while (i < to) {
      int past = Bytes.skipNested(bytes, i, to);
      if (past != i) {
        i = past;
      } else if (bytes[i] == ',') {
        return ABSENT;
      } else if (bytes[i++] == ';') {
        int start = Bytes.skipBlank(bytes, i, to);
        int nameEnd = tokenEnd(bytes, start, to);
        if (nameEnd - start == name.length()
            && Bytes.startsWithIgnoreCase(bytes, start, nameEnd, name)) {
          return value(bytes, nameEnd, to);
        }
        i = nameEnd;
      }
    }
    return ABSENT;
  }

  private static long value(byte[] bytes, int nameEnd, int to) {
    int equals = Bytes.skipBlank(bytes, nameEnd, to);
    if (equals >= to || bytes[equals] != '=') {
      return slice(nameEnd, nameEnd);
    }
    int start = Bytes.skipBlank(bytes, equals + 1, to);
    int end = start;
    while (end < to && bytes[end] != ';' && bytes[end] != ',' && !Bytes.isBlank(bytes[end])) {
      end++;
    }
    return slice(start, end);
  }

  static int tokenEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && Bytes.isTokenChar(bytes[i])) {
      i++;
    }
    return i;
  }

  private static long slice(int start, int end) {
    return (long) start << 32 | end;
  }
}
