package dev.tandem.node.journal;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table `call_record`: one row for each session that has ended. Methods block: call them from
/// a virtual thread.
public final class CallRecords {
  private static final String COLUMNS =
      "session_id, role, peer, bridge, from_uri, to_uri, call_id, created, answered, ended,"
          + " duration_ms, ended_by, status, reason, media_moves";
  private static final String INSERT =
      "insert into call_record ("
          + COLUMNS
          + ") select ?, ?, ?, ?, ?, ?, ?, ?, cast(? as timestamp with time zone), ?, ?, ?, ?, ?, ?"
          + " where not exists (select 1 from call_record where session_id = ?)";
  private static final String PAGE =
      "select seq, " + COLUMNS + " from call_record where seq > ? order by seq limit ?";

  /// @param seq grows with every record; what to give as `after` to go on from here
  public record Numbered(long seq, CallRecord record) {}

  private final Database database;

  CallRecords(Database database) {
    this.database = database;
  }

  /// @param after only records beyond this number; 0 for all
  /// @param limit 1–1000
  public List<Numbered> page(long after, int limit) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement query = connection.prepareStatement(PAGE)) {
      connection.setAutoCommit(true);
      query.setLong(1, after);
      query.setInt(2, limit);
      try (ResultSet row = query.executeQuery()) {
        var page = new ArrayList<Numbered>();
        while (row.next()) {
          page.add(new Numbered(row.getLong("seq"), read(row)));
        }
        return page;
      }
    }
  }

  /// The number of the newest record, 0 when there is none.
  public long newest() throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement query =
            connection.prepareStatement("select coalesce(max(seq), 0) from call_record");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Inserts each that is not there yet. Two that insert the same at once: one of them fails whole,
  /// and finds it there the next time.
  void insert(Connection connection, List<CallRecord> records) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (CallRecord it : records) {
        bind(insert, it);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void bind(PreparedStatement insert, CallRecord it) throws SQLException {
    SessionId peer = it.peer();
    BridgeId bridge = it.bridge();
    insert.setString(1, it.session().value());
    insert.setString(2, it.role());
    insert.setString(3, peer == null ? null : peer.value());
    insert.setString(4, bridge == null ? null : bridge.value());
    insert.setString(5, storable(it.from()));
    insert.setString(6, storable(it.to()));
    insert.setString(7, storable(it.callId()));
    insert.setObject(8, utc(it.created()));
    Instant answered = it.answered();
    if (answered == null) {
      insert.setNull(9, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      insert.setObject(9, utc(answered));
    }
    insert.setObject(10, utc(it.ended()));
    insert.setLong(11, it.duration().toMillis());
    insert.setString(12, it.cause().by().name());
    insert.setInt(13, it.cause().status());
    insert.setString(14, storable(it.cause().reason()));
    insert.setInt(15, it.mediaMoves());
    insert.setString(16, it.session().value());
  }

  /// PostgreSQL takes no NUL in text, and a peer may send one.
  private static String storable(String text) {
    return text.replace('\0', '?');
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.truncatedTo(java.time.temporal.ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
  }

  private static CallRecord read(ResultSet row) throws SQLException {
    String peer = row.getString("peer");
    String bridge = row.getString("bridge");
    Instant ended = instant(row, "ended");
    return new CallRecord(
        new SessionId(row.getString("session_id")),
        row.getString("role"),
        peer == null ? null : new SessionId(peer),
        bridge == null ? null : new BridgeId(bridge),
        row.getString("from_uri"),
        row.getString("to_uri"),
        row.getString("call_id"),
        java.util.Objects.requireNonNull(instant(row, "created")),
        instant(row, "answered"),
        java.util.Objects.requireNonNull(ended),
        new EndCause(
            EndCause.By.valueOf(row.getString("ended_by")),
            row.getInt("status"),
            row.getString("reason")),
        row.getInt("media_moves"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
