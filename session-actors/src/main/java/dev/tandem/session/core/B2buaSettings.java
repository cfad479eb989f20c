package dev.tandem.session.core;

import java.util.List;
import java.util.Locale;

/// What a forwarded call takes along from the caller's leg to the called one.
///
/// @param passHeaders names of headers of the INVITE, in lower case; one may end in `*`
/// @param fromHost host of the From URI on the called side, empty for the caller's own
/// @param retarget how the called side learns that somebody else was dialled
/// @param maxHops how often a call may come through us before it is taken for a loop
/// @param passInfo whether INFO goes on to the other leg
/// @param passHold whether hold does
/// @param passRefer whether REFER does
/// @param heldHearMusic whether who is held by the far side hears music on hold; else that side
public record B2buaSettings(
    List<String> passHeaders,
    String fromHost,
    Retarget retarget,
    int maxHops,
    boolean passInfo,
    boolean passHold,
    boolean passRefer,
    boolean heldHearMusic) {
  public enum Retarget {
    NONE,
    /// RFC 7044.
    HISTORY_INFO,
    /// RFC 5806.
    DIVERSION,
    BOTH;

    boolean history() {
      return this == HISTORY_INFO || this == BOTH;
    }

    boolean diversion() {
      return this == DIVERSION || this == BOTH;
    }
  }

  boolean passes(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    for (String pattern : passHeaders) {
      boolean prefix = pattern.endsWith("*");
      if (prefix
          ? name.startsWith(pattern.substring(0, pattern.length() - 1))
          : name.equals(pattern)) {
        return true;
      }
    }
    return false;
  }
}
