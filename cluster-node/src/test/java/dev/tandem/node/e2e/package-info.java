/// Real node processes, called by real programs. Start at [Stage], which starts a node, ends all a
/// test has opened and shows what they said when it fails. Callers: [SipPeer] with [SipCall] does
/// what a test says, [RtpPeer] speaks and listens, [Sipp] and [Baresip] are other people's.
@NullUnmarked
package dev.tandem.node.e2e;

import org.jspecify.annotations.NullUnmarked;
