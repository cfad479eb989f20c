package dev.tandem.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where an application keeps its users: asked who may register and call, beside those of the
/// configuration. Given to `SessionManagerBuilder`.
@FunctionalInterface
public interface CredentialStore {

  /// The secret of that user, empty when there is no such user. Runs on a virtual thread and may
  /// block, but not for good: a caller waits for it, and there are `tandem.user-lookup.at-a-time`
  /// of them at most. What it says is believed for `tandem.user-lookup.cache-for`. When it throws,
  /// the request is answered with 503, not refused.
  ///
  /// @param realm as in `tandem.edge.auth.realm`
  /// @param user as the phone named itself: text from outside
  Optional<Secret> find(String realm, String user);

  /// What proves that somebody is the user.
  sealed interface Secret {}

  record Password(String password) implements Secret {
    /// Without the password.
    @Override
    public String toString() {
      return "Password[]";
    }
  }

  /// The hash of `user:realm:password`, hexadecimal, by algorithm; null for one that is not known.
  record Ha1(@Nullable String md5, @Nullable String sha256, @Nullable String sha512256)
      implements Secret {
    /// Without the secrets.
    @Override
    public String toString() {
      return "Ha1[]";
    }
  }
}
