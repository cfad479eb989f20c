/// From a URI to the addresses a request can be sent to, in the order to try them: RFC 3263 with
/// RFC 2782, over Netty's DNS client.
///
/// Start at [Locator] and [Targets]. [Steps] and [ServiceOrder] are the rules, as pure functions;
/// [Names] remembers answers; [NettyDns] asks. All but [NettyDns] run on the SIP loop, and nothing
/// blocks. Called by `dev.tandem.node.edge`.
@NullMarked
package dev.tandem.node.edge.resolve;

import org.jspecify.annotations.NullMarked;
