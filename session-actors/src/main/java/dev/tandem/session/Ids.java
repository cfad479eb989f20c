package dev.tandem.session;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.SessionId;
import java.util.concurrent.ThreadLocalRandom;

/// Fresh identities. They need not be secret (a tag's MAC is), only never the same twice: 60 bits
/// of chance for each shard.
public final class Ids {
  private static final String LETTERS = "0123456789abcdefghijklmnopqrstuv";
  private static final int RANDOM_LETTERS = 12;

  private Ids() {}

  public static SessionId session(String shard) {
    return new SessionId(shard + "-" + random(RANDOM_LETTERS));
  }

  public static BridgeId bridge(String shard) {
    return new BridgeId(shard + "-" + random(RANDOM_LETTERS));
  }

  /// The conference of that name.
  ///
  /// @param name 1–64 of `[A-Za-z0-9._~-]`
  public static BridgeId conference(String name, int shards) {
    int shard = Math.floorMod(name.hashCode(), shards);
    return new BridgeId(shard + "-conf~" + name);
  }

  static String random(int letters) {
    var text = new StringBuilder(letters);
    var chance = ThreadLocalRandom.current();
    for (int left = letters; left > 0; left -= RANDOM_LETTERS) {
      long bits = chance.nextLong();
      for (int i = 0; i < Math.min(left, RANDOM_LETTERS); i++, bits >>>= 5) {
        text.append(LETTERS.charAt((int) (bits & 31)));
      }
    }
    return text.toString();
  }
}
