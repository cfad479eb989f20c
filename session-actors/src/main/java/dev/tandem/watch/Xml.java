package dev.tandem.watch;

/// XML, written. Attribute values and texts may be anything that came from a peer.
final class Xml {
  private final StringBuilder text =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  /// @param attributes name, value, name, value…
  Xml open(String element, String... attributes) {
    begin(element, attributes);
    text.append(">\n");
    return this;
  }

  Xml close(String element) {
    text.append("</").append(element).append(">\n");
    return this;
  }

  Xml empty(String element, String... attributes) {
    begin(element, attributes);
    text.append("/>\n");
    return this;
  }

  Xml leaf(String element, String content, String... attributes) {
    begin(element, attributes);
    text.append('>');
    escape(content);
    return close(element);
  }

  private void begin(String element, String... attributes) {
    text.append('<').append(element);
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      text.append('"');
    }
  }

  private void escape(String content) {
    content
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '&' -> text.append("&amp;");
            case '"' -> text.append("&quot;");
            default -> text.appendCodePoint(isAllowed(c) ? c : '?');
          }
        });
  }

  /// XML 1.0 §2.2, without line breaks.
  private static boolean isAllowed(int c) {
    return c >= ' ' && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
