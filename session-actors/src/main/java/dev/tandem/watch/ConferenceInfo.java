package dev.tandem.watch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The document of RFC 4575 §5: always the full state. Who is in twice is one user with two
/// endpoints.
final class ConferenceInfo {
  private static final String NAMESPACE = "urn:ietf:params:xml:ns:conference-info";

  private ConferenceInfo() {}

  /// @param entity URI of the conference
  /// @param version 1 or more
  static String write(String entity, long version, Picture.Roster roster) {
    var xml = new Xml();
    xml.open(
        "conference-info",
        "xmlns",
        NAMESPACE,
        "entity",
        entity,
        "state",
        "full",
        "version",
        Long.toString(version));
    xml.open("conference-description")
        .leaf("display-text", roster.name())
        .close("conference-description");
    xml.open("conference-state")
        .leaf("user-count", Integer.toString(roster.count()))
        .leaf("active", Boolean.toString(roster.active()))
        .close("conference-state");
    xml.open("users");
    Map<String, List<Picture.Participant>> users =
        roster.participants().stream()
            .collect(
                Collectors.groupingBy(
                    Picture.Participant::uri, LinkedHashMap::new, Collectors.toList()));
    users.forEach((uri, ends) -> user(xml, uri, ends));
    return xml.close("users").close("conference-info").toString();
  }

  private static void user(Xml xml, String uri, List<Picture.Participant> ends) {
    xml.open("user", "entity", uri, "state", "full");
    for (Picture.Participant end : ends) {
      xml.open("endpoint", "entity", uri + ";session=" + end.session(), "state", "full")
          .leaf("status", end.onHold() ? "on-hold" : "connected")
          .leaf("joining-method", end.calledUs() ? "dialed-in" : "dialed-out")
          .close("endpoint");
    }
    xml.close("user");
  }
}
