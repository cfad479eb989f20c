package dev.tandem.protocol;

/// One SIP header line, name and value as on the wire, without the CRLF.
public record Header(String name, String value) implements Wire {
  /// Of an INVITE that a session sends to an address of ours; its value is [DialogTags#proofOf].
  public static final String OWN = "Tandem-Own";

  public Header {
    if (name.isEmpty() || hasLineBreak(name) || hasLineBreak(value)) {
      throw new IllegalArgumentException("header must be one line, was: " + name);
    }
  }

  private static boolean hasLineBreak(String text) {
    return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
  }
}
