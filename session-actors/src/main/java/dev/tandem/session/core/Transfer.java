package dev.tandem.session.core;

import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Wire;
import org.jspecify.annotations.Nullable;

/// A REFER in this session's dialog (RFC 3515), by either side.
///
/// @param ours whether we have asked the peer; else it has asked us
/// @param cseq of the REFER; 0 when there is none, since the application moves the call to another
///   device
/// @param first whether it is the first in this dialog; later ones are named in their NOTIFYs
/// @param target whom to call: text of a [CallTarget][dev.tandem.protocol.CallTarget] when the peer
///   asks and we call, else value of Refer-To
/// @param referredBy value of Referred-By (RFC 3892)
/// @param by the session that calls the target, or that of the call it is to replace; null when we
///   have asked
/// @param attended whether a call of ours is replaced, so that nobody has to be called
/// @param silent whether nobody tells how it goes (RFC 4488)
/// @param home whether the target is an address of ours
/// @param status that was told last, 0 before; 200 and above is the end of it
/// @param passed null when the REFER does not go from one leg of a forwarded call to the other;
///   CSeq it had on the leg it came from, which is `by` where it goes to
public record Transfer(
    boolean ours,
    long cseq,
    boolean first,
    String target,
    @Nullable String referredBy,
    @Nullable SessionId by,
    boolean attended,
    boolean silent,
    boolean home,
    int status,
    @Nullable Long passed)
    implements Wire {

  Transfer(
      boolean ours,
      long cseq,
      boolean first,
      String target,
      @Nullable String referredBy,
      @Nullable SessionId by,
      boolean attended,
      boolean silent,
      boolean home,
      int status) {
    this(ours, cseq, first, target, referredBy, by, attended, silent, home, status, null);
  }

  /// A REFER of the peer that the application is asked about.
  record Asked(
      long cseq,
      TransactionRef transaction,
      ReferTo target,
      @Nullable String referredBy,
      boolean silent) {}

  /// A call of ours to another device, which is to have the peer's place.
  static Transfer move(String target, SessionId by) {
    return new Transfer(false, 0, false, target, null, by, false, true, false, 0);
  }

  /// Whether the application has asked for it.
  public boolean isAsked() {
    return ours || isMove();
  }

  public boolean isMove() {
    return !ours && cseq == 0;
  }

  public boolean isPending() {
    return status < 200;
  }

  /// Whether we follow the peer's wish just now.
  boolean isFollowed() {
    return !ours && isPending();
  }

  /// Whether our own wish is open.
  boolean isAwaited() {
    return ours && isPending();
  }

  Transfer with(int newStatus) {
    return new Transfer(
        ours, cseq, first, target, referredBy, by, attended, silent, home, newStatus, passed);
  }

  Transfer sent(long newCseq, int newStatus) {
    return new Transfer(
        ours, newCseq, first, target, referredBy, by, attended, silent, home, newStatus, passed);
  }

  boolean isPassed() {
    return passed != null;
  }

  boolean isPassedBy(SessionId leg, long cseqThere) {
    return ours && leg.equals(by) && passed != null && passed == cseqThere;
  }

  /// As one that the other leg carries out.
  Transfer passedOn() {
    return new Transfer(
        ours, cseq, first, target, referredBy, null, attended, silent, home, status, cseq);
  }
}
