package dev.tandem.sip.transport;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.config.SettingsReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads which listeners there are: `listeners`, or the short form for one address.
final class ListenerList {
  private static final String KNOWN = "knows udp, tcp, tls, ws and wss, not ";
  private static final Set<String> KEYS =
      Set.of("transport", "address", "port", "advertised-host", "advertised-port");
  private static final Config UNSAID =
      ConfigFactory.parseMap(Map.of("advertised-host", "", "advertised-port", 0));

  private final SettingsReader in;
  private final String address;
  private final Map<Transport, Integer> ports = new EnumMap<>(Transport.class);

  private ListenerList(SettingsReader in) {
    this.in = in;
    this.address = in.text("address");
    in.check(!address.isBlank(), "address", "must not be empty");
    ports.put(Transport.UDP, in.integer("port", 0, 65535));
    ports.put(Transport.TCP, ports.get(Transport.UDP));
    ports.put(Transport.TLS, in.integer("tls-port", 0, 65535));
    ports.put(Transport.WS, in.integer("ws-port", 0, 65535));
    ports.put(Transport.WSS, in.integer("wss-port", 0, 65535));
  }

  /// Empty only after a problem.
  static List<Listener> read(SettingsReader in) {
    var list = new ListenerList(in);
    List<? extends Config> entries = in.sections("listeners");
    return entries.isEmpty() ? list.shortForm() : list.of(entries);
  }

  private List<Listener> shortForm() {
    var found = EnumSet.noneOf(Transport.class);
    for (String name : in.texts("transports")) {
      Transport known = Transport.named(name);
      if (known == null) {
        in.problem("transports", KNOWN + name);
      } else {
        found.add(known);
      }
    }
    in.check(!found.isEmpty(), "transports", "must name at least one of udp, tcp, tls, ws, wss");
    return found.stream().map(it -> new Listener(it, address, portOf(it))).toList();
  }

  private int portOf(Transport transport) {
    return Objects.requireNonNull(ports.get(transport));
  }

  private List<Listener> of(List<? extends Config> entries) {
    var found = new ArrayList<Listener>();
    for (Config entry : entries) {
      Listener listener = one(entry);
      if (listener != null) {
        found.add(listener);
      }
    }
    return found;
  }

  private @Nullable Listener one(Config entry) {
    for (String key : entry.root().keySet()) {
      if (!KEYS.contains(key)) {
        in.problem("listeners", entry, "knows " + KEYS.stream().sorted().toList() + ", not " + key);
      }
    }
    var problems = new ArrayList<String>();
    String name = new SettingsReader(entry, "", problems).text("transport");
    Transport transport = Transport.named(name);
    if (transport == null) {
      in.problem("listeners", entry, problems.isEmpty() ? KNOWN + name : problems.getFirst());
      return null;
    }
    Config usual = ConfigFactory.parseMap(Map.of("address", address, "port", portOf(transport)));
    var of = new SettingsReader(entry.withFallback(usual).withFallback(UNSAID), "", problems);
    var listener =
        new Listener(
            transport,
            of.text("address"),
            of.integer("port", 0, 65535),
            of.text("advertised-host"),
            of.integer("advertised-port", 0, 65535));
    of.check(!listener.address().isBlank(), "address", "must not be empty");
    problems.forEach(it -> in.problem("listeners", entry, it));
    return listener;
  }
}
