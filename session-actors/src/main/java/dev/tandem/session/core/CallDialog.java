package dev.tandem.session.core;

import dev.tandem.protocol.Dialog;
import org.jspecify.annotations.Nullable;

/// The dialog with the peer, and where its CSeqs are.
///
/// @param localCseq of the last request we sent, 0 for none
/// @param remoteCseq of the last request the peer sent, 0 for none
/// @param inviteCseq of the INVITE (theirs or ours) that began it
/// @param edge node of the edge that our Contact names, null when nobody knows
public record CallDialog(
    Dialog dialog, long localCseq, long remoteCseq, long inviteCseq, @Nullable String edge) {

  CallDialog withLocalCseq(long cseq) {
    return new CallDialog(dialog, cseq, remoteCseq, inviteCseq, edge);
  }

  CallDialog withRemoteCseq(long cseq) {
    return new CallDialog(dialog, localCseq, cseq, inviteCseq, edge);
  }

  CallDialog at(@Nullable String newEdge) {
    return newEdge == null
        ? this
        : new CallDialog(dialog, localCseq, remoteCseq, inviteCseq, newEdge);
  }

  CallDialog with(Dialog newDialog) {
    return new CallDialog(newDialog, localCseq, remoteCseq, inviteCseq, edge);
  }
}
