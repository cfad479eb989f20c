package dev.tandem.sip.guard;

/// The headers that [RawScan] knows, as indices, with their compact forms (RFC 3261 §7.3.3).
public final class HeaderName {
  public static final int OTHER = -1;
  public static final int VIA = 0;
  public static final int FROM = 1;
  public static final int TO = 2;
  public static final int CALL_ID = 3;
  public static final int CSEQ = 4;
  public static final int CONTENT_LENGTH = 5;
  public static final int ROUTE = 6;
  public static final int RECORD_ROUTE = 7;
  public static final int CONTACT = 8;
  public static final int PATH = 9;
  public static final int MAX_FORWARDS = 10;
  static final int COUNT = 11;

  private static final String[] NAMES = {
    "via",
    "from",
    "to",
    "call-id",
    "cseq",
    "content-length",
    "route",
    "record-route",
    "contact",
    "path",
    "max-forwards"
  };

  private HeaderName() {}

  static boolean isList(int name) {
    return name == VIA || name == ROUTE || name == RECORD_ROUTE || name == CONTACT || name == PATH;
  }

  static int of(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 1) {
      return compact(bytes[from] | 0x20);
    }
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].length() == length && Bytes.startsWithIgnoreCase(bytes, from, to, NAMES[i])) {
        return i;
      }
    }
    return OTHER;
  }

  private static int compact(int letter) {
    return switch (letter) {
      case 'v' -> VIA;
      case 'f' -> FROM;
      case 't' -> TO;
      case 'i' -> CALL_ID;
      case 'l' -> CONTENT_LENGTH;
      case 'm' -> CONTACT;
      default -> OTHER;
    };
  }
}
