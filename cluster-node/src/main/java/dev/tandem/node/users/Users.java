package dev.tandem.node.users;

import dev.tandem.api.CredentialStore;
import dev.tandem.node.journal.UserTable;
import dev.tandem.sip.auth.Algorithm;
import dev.tandem.sip.auth.UserKeys;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All users there are, wherever they are kept: first those of the configuration, then the
/// application's store, then the table. Safe for all threads.
public final class Users {
  private final UserSettings settings;
  private final @Nullable CredentialStore store;
  private final @Nullable UserTable table;

  /// @param store null when the application gave none
  /// @param table null when it is not to be asked
  public Users(UserSettings settings, @Nullable CredentialStore store, @Nullable UserTable table) {
    this.settings = settings;
    this.store = store;
    this.table = table;
  }

  public UserSettings settings() {
    return settings;
  }

  /// Whether there can be any user at all.
  public boolean any() {
    return !settings.users().isEmpty() || mustAsk();
  }

  /// Whether somebody beside the configuration knows users.
  public boolean mustAsk() {
    return store != null || table != null;
  }

  /// Of the configuration; never blocks.
  public @Nullable UserKeys configured(String user) {
    return settings.users().get(user);
  }

  /// Asks store and table too, even for a user of the configuration: how long it takes must not say
  /// where a user is kept, or whether there is one. Blocks: call it from a virtual thread.
  ///
  /// @return null when there is no such user
  /// @throws SQLException when the database does not answer
  public @Nullable UserKeys ask(String user) throws SQLException {
    UserKeys configured = configured(user);
    try {
      UserKeys elsewhere = elsewhere(user);
      return configured == null ? elsewhere : configured;
    } catch (SQLException | RuntimeException e) { // a store may throw what it likes
      if (configured == null) {
        throw e;
      }
      return configured;
    }
  }

  private @Nullable UserKeys elsewhere(String user) throws SQLException {
    if (user.length() > UserSettings.MAX_NAME) {
      return null;
    }
    if (store != null) {
      Optional<CredentialStore.Secret> secret = store.find(settings.realm(), user);
      if (secret.isPresent()) {
        return keys(user, secret.get());
      }
    }
    return table == null ? null : table.find(settings.realm(), user);
  }

  private UserKeys keys(String user, CredentialStore.Secret secret) {
    return switch (secret) {
      case CredentialStore.Password(var password) ->
          UserKeys.ofPassword(user, settings.realm(), password);
      case CredentialStore.Ha1(var md5, var sha256, var sha512256) -> {
        var keys = new EnumMap<Algorithm, String>(Algorithm.class);
        put(keys, Algorithm.MD5, md5);
        put(keys, Algorithm.SHA_256, sha256);
        put(keys, Algorithm.SHA_512_256, sha512256);
        yield new UserKeys(keys);
      }
    };
  }

  private static void put(
      EnumMap<Algorithm, String> keys, Algorithm algorithm, @Nullable String ha1) {
    if (ha1 != null) {
      keys.put(algorithm, ha1.toLowerCase(Locale.ROOT));
    }
  }
}
