package dev.tandem.trunk;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.tandem.config.SettingsReader;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.TrunkRoute;
import dev.tandem.trunk.TrunkSettings.Address;
import dev.tandem.trunk.TrunkSettings.HealthSettings;
import dev.tandem.trunk.TrunkSettings.Identity;
import dev.tandem.trunk.TrunkSettings.Login;
import dev.tandem.trunk.TrunkSettings.RegisterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `tandem.trunks`, checked: what one does not say is as in `tandem.trunk-defaults`.
public final class TrunkReader {
  static final int MOST_TRUNKS = 1000;
  static final int MOST_ADDRESSES = 16;

  private static final Pattern URI =
      Pattern.compile("sips?:(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?(;[!-~&&[^<>\"?]]*)?");
  private static final Pattern IDENTITY = Pattern.compile("(sips?|tel):[!-~&&[^<>\"]]+");
  private static final Pattern USER = Pattern.compile("[!-~&&[^@:;?<>\"\\\\ ]]{0,128}");
  private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]*)");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]{1,64}");

  /// Headers that belong to the dialog, the transaction or the body: not a trunk's to set.
  private static final Set<String> OURS =
      Set.of(
          "via",
          "from",
          "to",
          "call-id",
          "cseq",
          "contact",
          "route",
          "record-route",
          "max-forwards",
          "content-length",
          "content-type",
          "authorization",
          "proxy-authorization");

  private final SettingsReader in;
  private final String name;
  private final Config here;

  private TrunkReader(SettingsReader in, String name, Config here) {
    this.in = in;
    this.name = name;
    this.here = here;
  }

  /// By name.
  public static Map<String, TrunkSettings> from(Config config) {
    List<String> problems = new ArrayList<>();
    var all = new SettingsReader(config, "tandem", problems);
    Map<String, TrunkSettings> trunks = new TreeMap<>();
    ConfigValue given = config.getValue("tandem.trunks");
    if (!(given instanceof ConfigObject section)) {
      problems.add(
          "tandem.trunks ("
              + given.origin().description()
              + "): are NAME {addresses = [...]} in braces, one after the other");
      all.done();
      return Map.of();
    }
    Config defaults = config.getConfig("tandem.trunk-defaults");
    all.check(section.size() <= MOST_TRUNKS, "trunks", "has at most " + MOST_TRUNKS + " trunks");
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String name = entry.getKey();
      if (!TrunkRoute.isName(name) || !(entry.getValue() instanceof ConfigObject its)) {
        problems.add(
            "tandem.trunks ("
                + entry.getValue().origin().description()
                + "): a trunk is NAME {addresses = [...]}, its name 1 to 32 of a-z 0-9 -, not "
                + name);
        continue;
      }
      String path = "tandem.trunks." + name;
      Config root = ConfigFactory.empty().withValue(path, its.withFallback(defaults.root()));
      var in = new SettingsReader(root, path, problems);
      unknown(in, "", its, defaults.root());
      trunks.put(name, new TrunkReader(in, name, root.getConfig(path)).read());
    }
    all.done();
    return Map.copyOf(trunks);
  }

  private static void unknown(
      SettingsReader in, String prefix, ConfigObject given, ConfigObject known) {
    given.forEach((key, value) -> {
      ConfigValue there = known.get(key);
      if (there == null) {
        in.problem(prefix + key, "no such setting");
      } else if (there instanceof ConfigObject names
          && !names.isEmpty()
          && value instanceof ConfigObject object) {
        unknown(in, prefix + key + ".", object, names);
      }
    });
  }

  private TrunkSettings read() {
    List<Address> addresses = addresses();
    String first = addresses.isEmpty() ? "" : hostOf(addresses.getFirst().uri());
    String domain = text("domain", HOST, "must be a host name or address");
    var login =
        new Login(text("user", USER, "must be a user name"), in.text("password"), in.text("realm"));
    in.check(
        login.password().isEmpty() || !login.user().isEmpty(),
        "password",
        "needs user beside it: who logs in with it");
    return new TrunkSettings(
        name,
        addresses,
        domain.isEmpty() ? first : domain,
        login,
        register(addresses, login),
        new HealthSettings(
            in.duration("health.interval", Duration.ZERO, Duration.ofHours(1)),
            in.duration("health.timeout", Duration.ofMillis(200), Duration.ofSeconds(32)),
            in.integer("health.failures", 1, 100)),
        in.integer("max-calls", 0, 100_000),
        text("from-user", USER, "must be a user name"),
        text("from-host", HOST, "must be a host name or address"),
        identity(),
        setHeaders(),
        removeHeaders(),
        in.texts("trusted").stream().map(String::strip).toList(),
        codecs());
  }

  private List<String> codecs() {
    List<String> names =
        in.texts("codecs").stream().map(it -> it.strip().toUpperCase(Locale.ROOT)).toList();
    for (String name : names) {
      in.check(
          MediaOptions.isKnown(name),
          "codecs",
          "has " + name + ", known are " + String.join(" and ", MediaOptions.KNOWN));
    }
    return names;
  }

  private RegisterSettings register(List<Address> addresses, Login login) {
    boolean wanted = in.flag("register.enabled");
    List<String> registrars = in.texts("register.registrars").stream().map(String::strip).toList();
    for (String registrar : registrars) {
      in.check(
          URI.matcher(registrar).matches(),
          "register.registrars",
          "must name SIP URIs as sip:HOST[:PORT], names " + registrar);
    }
    in.check(registrars.size() <= MOST_ADDRESSES, "register.registrars", "has at most 16");
    String user = text("register.user", USER, "must be a user name");
    String contact = text("register.contact-user", USER, "must be a user name");
    String own = user.isEmpty() ? login.user() : user;
    in.check(
        !wanted || !own.isEmpty(),
        "register.enabled",
        "needs user, or register.user: whom to register");
    List<String> all =
        registrars.isEmpty() ? addresses.stream().map(Address::uri).toList() : registrars;
    Duration first =
        in.duration("register.retry-first", Duration.ofMillis(500), Duration.ofHours(1));
    return new RegisterSettings(
        wanted ? all : List.of(),
        own,
        contact.isEmpty() ? own : contact,
        in.duration("register.expires", Duration.ofSeconds(5), Duration.ofHours(24)),
        first,
        in.duration("register.retry-most", first, Duration.ofHours(24)));
  }

  private List<Address> addresses() {
    List<Address> found = new ArrayList<>();
    if (!here.hasPath("addresses")
        || here.getValue("addresses").valueType() != ConfigValueType.LIST) {
      in.problem("addresses", "must be a list of SIP URIs");
      return found;
    }
    for (ConfigValue value : here.getList("addresses")) {
      Address address =
          value instanceof ConfigObject object
              ? weighed(object.toConfig())
              : new Address(String.valueOf(value.unwrapped()).strip(), 0, 1);
      if (address == null || !URI.matcher(address.uri()).matches()) {
        in.problem(
            "addresses",
            "an address is \"sip:HOST[:PORT]\" or {uri = \"sip:HOST\", priority = 0 to 65535, weight"
                + " = 0 to 65535}, not "
                + value.unwrapped());
      } else {
        found.add(address);
      }
    }
    in.check(!found.isEmpty() && found.size() <= MOST_ADDRESSES, "addresses", "must name 1 to 16");
    return List.copyOf(found);
  }

  private static @org.jspecify.annotations.Nullable Address weighed(Config line) {
    try {
      int priority = line.hasPath("priority") ? line.getInt("priority") : 0;
      int weight = line.hasPath("weight") ? line.getInt("weight") : 1;
      boolean right =
          Set.of("uri", "priority", "weight").containsAll(line.root().keySet())
              && (priority & ~0xffff) == 0
              && (weight & ~0xffff) == 0;
      return right ? new Address(line.getString("uri").strip(), priority, weight) : null;
    } catch (ConfigException _) {
      return null;
    }
  }

  private Identity identity() {
    String word = in.text("asserted-identity");
    return switch (word) {
      case "none" -> new Identity.None();
      case "caller" -> new Identity.Caller();
      default -> {
        in.check(
            IDENTITY.matcher(word).matches(),
            "asserted-identity",
            "must be none, caller or a URI as sip:+49301234@example.com, is " + word);
        yield new Identity.Fixed(word);
      }
    };
  }

  private List<Header> setHeaders() {
    List<Header> headers = new ArrayList<>();
    if (!(here.hasPath("set-headers")
        && here.getValue("set-headers") instanceof ConfigObject object)) {
      in.problem("set-headers", "must be as {X-Name = \"value\"}");
      return headers;
    }
    object.forEach((header, value) -> {
      String text = String.valueOf(value.unwrapped());
      boolean right =
          value.valueType() == ConfigValueType.STRING
              && isFree(header)
              && text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
      if (right) {
        headers.add(new Header(header, text));
      } else {
        in.problem("set-headers", header + " cannot be set, or not to that");
      }
    });
    return List.copyOf(headers);
  }

  private List<String> removeHeaders() {
    List<String> names = in.texts("remove-headers").stream().map(String::strip).toList();
    names.forEach(it -> in.check(isFree(it), "remove-headers", "cannot be removed: " + it));
    return names;
  }

  private static boolean isFree(String header) {
    return TOKEN.matcher(header).matches() && !OURS.contains(header.toLowerCase(Locale.ROOT));
  }

  private String text(String key, Pattern pattern, String problem) {
    String value = in.text(key).strip();
    in.check(pattern.matcher(value).matches(), key, problem + ", is " + value);
    return value;
  }

  private static String hostOf(String uri) {
    Matcher found = URI.matcher(uri);
    return found.matches() ? found.group(1) : "";
  }
}
