package dev.tandem.node.edge.resolve;

import dev.tandem.node.edge.resolve.Question.Kind;
import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Hosts known without asking: those of the machine's hosts file, as it was when this was made, and
/// `localhost` (RFC 6761 §6.3) even when the file does not have it.
public final class Home {
  private static final List<InetAddress> LOOPBACK = List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6);

  private final Map<String, List<InetAddress>> hosts;

  /// @param hosts by name in lower case
  Home(Map<String, List<InetAddress>> hosts) {
    this.hosts = Map.copyOf(hosts);
  }

  /// Reads the file.
  public static Home ofThisMachine() {
    var file = HostsFileEntriesProvider.parser().parseSilently();
    var hosts = new HashMap<String, List<InetAddress>>();
    for (var entries : List.of(file.ipv4Entries(), file.ipv6Entries())) {
      entries.forEach(
          (name, all) -> hosts.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(all));
    }
    return new Home(hosts);
  }

  boolean knows(String host) {
    return !all(host).isEmpty();
  }

  List<InetAddress> addresses(String host, List<Kind> kinds) {
    List<InetAddress> all = all(host);
    return kinds.stream()
        .flatMap(kind -> all.stream().filter(it -> kindOf(it) == kind))
        .distinct()
        .toList();
  }

  static Kind kindOf(InetAddress address) {
    return address instanceof Inet4Address ? Kind.A : Kind.AAAA;
  }

  private List<InetAddress> all(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    boolean loopback = name.equals("localhost") || name.endsWith(".localhost");
    return loopback ? LOOPBACK : hosts.getOrDefault(name, List.of());
  }
}
