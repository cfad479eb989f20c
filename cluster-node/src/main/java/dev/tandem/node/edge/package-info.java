/// Where SIP enters and leaves a node: requests and responses of peers become what a session hears
/// ([dev.tandem.protocol.SessionCommand]); what a session asks ([dev.tandem.protocol.EdgeCommand])
/// becomes messages. Keeps nothing that a call would miss when this node dies.
///
/// Start at [Edge]; then [Incoming] (requests), [Answers] (our responses) and [Outgoing] (our
/// requests, each a [Sending] over one target after the other that `resolve` finds). [Access] asks
/// who somebody is, [Logins] answers who we are; [Registers], [Subscribes] and [Messages] hand over
/// what belongs to no call; [TrunkPeers] knows the trunks. The actor only hands over to the SIP
/// loop: everything else here runs on that loop and never blocks. Called by `dev.tandem.node.Main`.
@NullMarked
package dev.tandem.node.edge;

import org.jspecify.annotations.NullMarked;
