/// Trunks: named peers, as a provider or a telephone system. Each has one keeper in the cluster,
/// which registers with it, asks whether it is well, and counts the calls that go over it; when the
/// keeper's node dies another begins anew.
///
/// Start at [TrunkSettings] (what an operator says), then the pure parts: [Registration] (when to
/// send REGISTER where), [Health] (up or down), [CallCount] (how many calls), [CallDress] (how an
/// INVITE looks that goes out). [TrunkEntity] gives them a mailbox, a clock and an edge;
/// [TrunkKeeper] keeps it awake and writes what it hears into the [TrunkBook], which everybody on
/// the node reads: sessions, edge, HTTP.
@NullMarked
package dev.tandem.trunk;

import org.jspecify.annotations.NullMarked;
