package dev.tandem.watch;

import java.util.List;
import java.util.Locale;

/// The document of RFC 4235 §4: always the full state, so that a lost one harms nobody. It names no
/// Call-ID and no tags: who may watch a call may not replace it.
final class DialogInfo {
  private static final String NAMESPACE = "urn:ietf:params:xml:ns:dialog-info";

  private DialogInfo() {}

  /// @param entity whose calls
  /// @param version 0 for the first
  static String write(String entity, long version, List<Picture.Call> calls) {
    var xml = new Xml();
    xml.open(
        "dialog-info",
        "xmlns",
        NAMESPACE,
        "version",
        Long.toString(version),
        "state",
        "full",
        "entity",
        entity);
    for (Picture.Call call : calls) {
      xml.open(
          "dialog", "id", call.id(), "direction", call.initiator() ? "initiator" : "recipient");
      String stage = call.stage().name().toLowerCase(Locale.ROOT);
      if (call.why() == null) {
        xml.leaf("state", stage);
      } else {
        xml.leaf("state", stage, "event", call.why());
      }
      party(xml, "local", call.local());
      party(xml, "remote", call.remote());
      xml.close("dialog");
    }
    return xml.close("dialog-info").toString();
  }

  private static void party(Xml xml, String side, String uri) {
    xml.open(side).leaf("identity", uri).empty("target", "uri", uri).close(side);
  }
}
