package dev.tandem.sip.transaction;

/// Is shown every arrow a transaction takes; so tests know which arrows nobody ever took.
interface Walk {
  Walk UNSEEN = (_, _) -> {};

  void took(TransitionTable<?, ?, ?> table, TransitionTable.Row<?, ?, ?> row);
}
