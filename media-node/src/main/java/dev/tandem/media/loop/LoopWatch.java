package dev.tandem.media.loop;

import java.time.Duration;

/// What a loop looks after while time passes.
///
/// @param drainIdle how long a closed leg's port must have been silent before it is given back
/// @param drainMax when it is given back all the same
/// @param silentAfter without RTP, until a leg is reported as silent
/// @param orphanCheck without RTP and without a command, until somebody is asked whether the leg is
///   still wanted
/// @param rtcpInterval mean time between our reports of a leg
public record LoopWatch(
    Duration drainIdle,
    Duration drainMax,
    Duration silentAfter,
    Duration orphanCheck,
    Duration rtcpInterval) {}
