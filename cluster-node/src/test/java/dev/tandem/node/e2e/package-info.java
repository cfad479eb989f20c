/// Real node processes, called by real programs. Start at [Stage], which starts a node, ends all a
/// test has opened and shows what they said when it fails. Callers: [SipPeer] with [SipCall] does
/// what a test says, [RtpPeer] speaks and listens, [Sipp], [Baresip] and [Linphone] are other
/// people's; [Phones] has a node with softphones that register at it.
@NullUnmarked
package dev.tandem.node.e2e;

import org.jspecify.annotations.NullUnmarked;
