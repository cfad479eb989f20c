package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.api.CredentialStore;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.journal.Journal;
import dev.tandem.node.users.UserSettings;
import dev.tandem.node.users.Users;
import org.jspecify.annotations.Nullable;

/// Where this node's users are kept.
final class UserSources {
  private UserSources() {}

  /// @param journal null on a node without a database
  /// @throws StartupFailure when the table is wanted and there is no database
  static Users open(Config config, @Nullable CredentialStore store, @Nullable Journal journal) {
    UserSettings settings = UserSettings.from(config);
    if (settings.table() && journal == null) {
      throw new StartupFailure(
          "tandem.user-lookup.table is on, but this node has no database: give it the role session,"
              + " or list its users in tandem.users");
    }
    return new Users(settings, store, settings.table() && journal != null ? journal.users() : null);
  }
}
