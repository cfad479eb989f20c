package dev.tandem.node.journal;

import dev.tandem.registrar.RegistrarSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// What the journal has of addresses of record. Each of their events says everything and is true
/// for a day at most: so the one before, and one that is older, can go.
final class AddressHistory {
  /// `}` comes right behind `|` in ASCII.
  private static final String FORGET =
      "delete from event_journal where persistence_id >= 'address|' and persistence_id <"
          + " 'address}' and written_at < ? and (written_at < ? or exists (select 1 from"
          + " event_journal n where n.persistence_id = event_journal.persistence_id and"
          + " n.sequence_number > event_journal.sequence_number))";

  private AddressHistory() {}

  /// @param before only what was written before, in milliseconds since 1970: a process that was
  ///   frozen must not find room where an event was
  /// @return how many events are forgotten
  static int forget(Connection connection, long before) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
      connection.setAutoCommit(true);
      delete.setLong(1, before);
      delete.setLong(2, before - RegistrarSettings.LONGEST.toMillis());
      return delete.executeUpdate();
    }
  }
}
