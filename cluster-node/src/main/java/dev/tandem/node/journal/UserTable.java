package dev.tandem.node.journal;

import dev.tandem.sip.auth.Algorithm;
import dev.tandem.sip.auth.UserKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The table `sip_user`, which operators fill: one row for each user of a realm. Methods block:
/// call them from a virtual thread.
public final class UserTable {
  private static final String FIND =
      "select ha1_md5, ha1_sha_256, ha1_sha_512_256 from sip_user where realm = ? and user_name = ?";

  private final Database database;

  UserTable(Database database) {
    this.database = database;
  }

  /// @param user text from outside
  /// @return null when there is no such user
  public @Nullable UserKeys find(String realm, String user) throws SQLException {
    if (user.indexOf('\0') >= 0) {
      return null; // PostgreSQL takes no NUL in text
    }
    try (Connection connection = database.connection();
        PreparedStatement query = connection.prepareStatement(FIND)) {
      connection.setAutoCommit(true);
      query.setString(1, realm);
      query.setString(2, user);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? keys(row) : null;
      }
    }
  }

  private static UserKeys keys(ResultSet row) throws SQLException {
    var keys = new EnumMap<Algorithm, String>(Algorithm.class);
    put(keys, Algorithm.MD5, row.getString(1));
    put(keys, Algorithm.SHA_256, row.getString(2));
    put(keys, Algorithm.SHA_512_256, row.getString(3));
    return new UserKeys(keys);
  }

  private static void put(
      EnumMap<Algorithm, String> keys, Algorithm algorithm, @Nullable String ha1) {
    if (ha1 != null) {
      keys.put(algorithm, ha1.strip().toLowerCase(Locale.ROOT));
    }
  }
}
