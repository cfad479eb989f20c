package dev.tandem.protocol;

import java.util.List;

/// Part of the sessions of one node, ordered by id, and its totals since it started.
public record SessionPage(
    String node,
    List<SessionInfo> sessions,
    int active,
    long created,
    long answered,
    long failed,
    long ended)
    implements Wire {}
