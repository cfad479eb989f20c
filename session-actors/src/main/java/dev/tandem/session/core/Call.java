package dev.tandem.session.core;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.TransactionRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who calls whom, and the unanswered INVITE.
///
/// @param invitation of an incoming call, null for outgoing and once it is answered
/// @param transaction of that INVITE
/// @param plan of an outgoing call, null for incoming
/// @param trunk that it goes over or came from, null for none
/// @param decideBy when a deferred call has waited enough, null for the time all calls may ring
public record Call(
    boolean incoming,
    String from,
    String to,
    @Nullable Invitation invitation,
    @Nullable TransactionRef transaction,
    @Nullable CallPlan plan,
    Instant created,
    @Nullable Instant answered,
    @Nullable String trunk,
    @Nullable Instant decideBy) {
  Call answeredAt(Instant at) {
    return new Call(
        incoming, from, to, invitation, transaction, plan, created, at, trunk, decideBy);
  }

  Call withTransaction(TransactionRef newTransaction) {
    return new Call(
        incoming, from, to, invitation, newTransaction, plan, created, answered, trunk, decideBy);
  }

  Call with(CallPlan newPlan) {
    return new Call(
        incoming, from, to, invitation, transaction, newPlan, created, answered, trunk, decideBy);
  }

  Call decidingBy(@Nullable Instant newDecideBy) {
    return new Call(
        incoming, from, to, invitation, transaction, plan, created, answered, trunk, newDecideBy);
  }

  /// What is needed only while the INVITE may have to be answered again is let go.
  Call settled() {
    return new Call(incoming, from, to, null, transaction, plan, created, answered, trunk, null);
  }
}
