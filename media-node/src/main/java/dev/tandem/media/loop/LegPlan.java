package dev.tandem.media.loop;

import dev.tandem.media.sound.Sound;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// All that a leg is meant to be, as of one command. Plans replace each other whole, the higher
/// version wins, so it does not matter in which order they reach a leg that moves between loops.
///
/// @param rtp where signalling says the peer listens; null when unknown or on hold by `0.0.0.0`
/// @param sound that a treatment by file plays, null else
/// @param home the loop the leg belongs on
public record LegPlan(
    long version,
    @Nullable LegRemote remote,
    @Nullable InetSocketAddress rtp,
    @Nullable InetSocketAddress rtcp,
    Treatment treatment,
    Muting muting,
    @Nullable Sound sound,
    MediaLoop home) {}
