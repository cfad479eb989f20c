package dev.tandem.protocol;

/// How full a media node is.
///
/// @param legs open now
/// @param capacity legs the port range allows
/// @param loadPercent busiest loop's share of its core, 0–100
public record MediaLoad(int legs, int capacity, double loadPercent, boolean draining)
    implements Wire {}
