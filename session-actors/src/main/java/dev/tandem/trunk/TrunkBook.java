package dev.tandem.trunk;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.protocol.TrunkRoute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a node knows of all trunks: their settings, and how they were a second ago. Written by the
/// [TrunkKeeper], read by everybody, on any thread.
public final class TrunkBook {
  /// As a user part has it (RFC 3261 §25.1), `#` apart, which is written `%23`.
  private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9+*#_.!~'()&=$,-]{1,128}");

  private final Map<String, TrunkSettings> settings;
  private final Map<String, TrunkInfo> infos = new ConcurrentHashMap<>();
  private final Lines lines;

  /// @param secret what the nodes of the cluster share
  public TrunkBook(Map<String, TrunkSettings> settings, byte[] secret) {
    this.settings = new TreeMap<>(settings);
    this.lines = new Lines(secret);
  }

  /// In the order of their names.
  public Stream<TrunkSettings> settings() {
    return settings.values().stream();
  }

  public @Nullable TrunkSettings settings(String name) {
    return settings.get(name);
  }

  Lines lines() {
    return lines;
  }

  void heard(TrunkInfo info) {
    infos.put(info.name(), info);
  }

  /// Those that have been heard of, in the order of their names.
  public List<TrunkInfo> all() {
    return settings.keySet().stream().map(infos::get).filter(java.util.Objects::nonNull).toList();
  }

  public Optional<TrunkInfo> info(String name) {
    return Optional.ofNullable(infos.get(name));
  }

  /// Whether calls can go over it, as far as is known.
  public boolean isUp(String name) {
    return info(name).map(TrunkInfo::up).orElse(true);
  }

  /// Whether that is what can stand before the `@`.
  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /// Text of a [CallTarget] that leads to `number` by the trunk; empty when there is no such trunk.
  ///
  /// @param number see [#isNumber]
  public Optional<String> target(String name, String number) {
    TrunkSettings trunk = settings.get(name);
    return trunk == null
        ? Optional.empty()
        : Optional.of(
            new CallTarget(
                    "sip:" + number.replace("#", "%23") + "@" + trunk.domain(),
                    List.of(new TrunkRoute(name, false).text()))
                .text());
  }

  /// Where requests of that call can go, best first.
  public List<String> addresses(String name, String callId) {
    TrunkSettings trunk = settings.get(name);
    if (trunk == null) {
      return List.of();
    }
    TrunkInfo info = infos.get(name);
    return AddressOrder.of(
        trunk.addresses(), uri -> info != null && isDown(info, uri), callId.hashCode());
  }

  private static boolean isDown(TrunkInfo info, String uri) {
    return info.addresses().stream()
        .anyMatch(it -> it.uri().equals(uri) && it.health() == TrunkInfo.Health.DOWN);
  }

  /// The trunk that has registered the Contact a call was sent to.
  public Optional<String> byContact(String requestUri) {
    return requestUri.contains(";line=")
        ? settings.keySet().stream().filter(it -> lines.isOf(it, requestUri)).findFirst()
        : Optional.empty();
  }

  /// As the trunk's settings want it; unchanged when it goes by none.
  public CallPlan dressed(CallPlan plan) {
    TrunkSettings trunk =
        TrunkRoute.of(plan.to()).map(route -> settings.get(route.trunk())).orElse(null);
    return trunk == null ? plan : CallDress.dressed(plan, trunk);
  }
}
