package dev.tandem.node.edge;

import com.typesafe.config.Config;
import dev.tandem.config.InvalidSettings;
import dev.tandem.config.SettingsReader;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.TrunkRoute;
import dev.tandem.sip.auth.DigestClient.Login;
import dev.tandem.trunk.TrunkBook;
import dev.tandem.trunk.TrunkReader;
import dev.tandem.trunk.TrunkSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Trunks as an edge knows them: whose request is whose, where calls go, and who we are there.
///
/// The trunk's login answers challenges to requests that went by it only: those it was named for,
/// and those to an address that such a request has reached.
public final class TrunkPeers {
  private static final int MOST_REACHED = 1000;

  private final TrunkBook book;
  private final Map<String, List<AddressRange>> trusted = new LinkedHashMap<>();
  private final Map<String, Logins> logins = new LinkedHashMap<>();

  /// On the SIP loop only; the oldest goes first.
  private final LinkedHashMap<InetSocketAddress, String> reached = new LinkedHashMap<>();

  /// @throws InvalidSettings for a range that is none
  public TrunkPeers(TrunkBook book) {
    this.book = book;
    List<String> problems = new ArrayList<>();
    book.settings().forEach(trunk -> add(trunk, problems));
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
  }

  /// Only to find out whether the settings are right.
  ///
  /// @throws InvalidSettings naming every problem with its place
  public static TrunkPeers from(Config config) {
    Map<String, TrunkSettings> trunks = TrunkReader.from(config);
    List<String> problems = new ArrayList<>();
    for (TrunkSettings trunk : trunks.values()) {
      var in = new SettingsReader(config, "tandem.trunks." + trunk.name(), problems);
      List<String> trusted = trunk.trusted();
      for (int i = 0; i < trusted.size(); i++) {
        if (AddressRange.parse(trusted.get(i)).isEmpty()) {
          in.problem("trusted", i, AddressRange.EXPECTED + trusted.get(i));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return new TrunkPeers(new TrunkBook(trunks, new byte[] {0}));
  }

  private void add(TrunkSettings trunk, List<String> problems) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String text : trunk.trusted()) {
      Optional<AddressRange> range = AddressRange.parse(text);
      range.ifPresentOrElse(
          ranges::add,
          () ->
              problems.add(
                  "tandem.trunks." + trunk.name() + ".trusted: " + AddressRange.EXPECTED + text));
    }
    trusted.put(trunk.name(), List.copyOf(ranges));
    var login = trunk.login();
    if (!login.user().isEmpty()) {
      var own = new Login(login.user(), login.password());
      logins.put(
          trunk.name(),
          login.realm().isEmpty()
              ? new Logins(Map.of(), own)
              : new Logins(Map.of(login.realm(), own), null));
    }
  }

  /// Whether requests from there need no user and what they assert is believed.
  boolean trusts(InetAddress from) {
    return trusted.values().stream().anyMatch(ranges -> contains(ranges, from));
  }

  /// The trunk a new call comes from: by the Contact that was called, else by the address.
  @Nullable String of(InetAddress from, String requestUri) {
    Optional<String> called = book.byContact(requestUri);
    if (called.isPresent()) {
      return called.get();
    }
    for (var trunk : trusted.entrySet()) {
      if (contains(trunk.getValue(), from)) {
        return trunk.getKey();
      }
    }
    return null;
  }

  /// What calls of that trunk accept; null for what all calls do.
  @Nullable MediaOptions media(@Nullable String trunk) {
    TrunkSettings settings = trunk == null ? null : book.settings(trunk);
    return settings == null ? null : settings.media();
  }

  private static boolean contains(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(it -> it.contains(address));
  }

  /// Where calls of that trunk go, best first.
  List<String> addresses(String trunk, String callId) {
    return book.addresses(trunk, callId);
  }

  /// A request by that trunk goes to that address now.
  void reaches(InetSocketAddress address, TrunkRoute route) {
    reached.putLast(address, route.trunk());
    if (reached.size() > MOST_REACHED) {
      reached.pollFirstEntry();
    }
  }

  /// Who we are to whom that request went; null when it was no trunk.
  ///
  /// @param route null for a request inside a dialog
  @Nullable Logins logins(@Nullable TrunkRoute route, InetSocketAddress address) {
    String trunk = route == null ? reached.get(address) : route.trunk();
    return trunk == null ? null : logins.get(trunk);
  }
}
