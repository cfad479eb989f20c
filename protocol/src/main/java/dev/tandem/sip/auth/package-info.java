/// Digest authentication (RFC 7616, RFC 8760) as pure functions, both sides of it. Start at
/// [Authenticator] for requests that reach us, at [DigestClient] for challenges to requests of
/// ours; [Digest] has the arithmetic. No clock, no look-up of users, no I/O: the edge of a node
/// brings those.
@NullMarked
package dev.tandem.sip.auth;

import org.jspecify.annotations.NullMarked;
