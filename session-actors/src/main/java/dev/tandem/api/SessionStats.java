package dev.tandem.api;

import java.util.Map;

/// Totals of the cluster since its nodes started; `active` is now.
///
/// @param nodes the same by node
public record SessionStats(
    int active,
    long created,
    long answered,
    long failed,
    long ended,
    Map<String, SessionStats> nodes) {}
