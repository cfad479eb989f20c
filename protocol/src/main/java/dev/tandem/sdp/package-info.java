/// Session descriptions (RFC 8866) and the offer/answer model (RFC 3264) for one audio stream.
/// Pure: text and records in, text and records out; no socket, no clock, no name lookup.
///
/// Start at [Negotiation], which needs a [SessionDescription] (what the peer said) and a
/// [LocalAudio] (what we can do) and yields an [AudioAgreement]. Reading never throws on what a
/// peer sent: see [Parsed]. Sessions call this; media nodes only ever see the agreement.
@NullMarked
package dev.tandem.sdp;

import org.jspecify.annotations.NullMarked;
