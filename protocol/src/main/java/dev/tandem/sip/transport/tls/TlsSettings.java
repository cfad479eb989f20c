package dev.tandem.sip.transport.tls;

import dev.tandem.config.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Validated form of `tandem.sip.transport.tls` in `reference.conf`, where each default is
/// explained.
///
/// @param reloadEvery how often the files are looked at
/// @param handshakeWithin for one handshake, either way
/// @param maxHandshakes under way at a time before more connections are refused
public record TlsSettings(
    Files files,
    Clients clients,
    List<String> protocols,
    Duration reloadEvery,
    Duration handshakeWithin,
    int maxHandshakes) {
  private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

  /// Paths of PEM files; empty text for none.
  ///
  /// @param certificate ours first, then those that lead to a root
  /// @param ca whom servers that we call are trusted by; empty: the JDK's roots
  /// @param clientCa whom clients are trusted by
  public record Files(String certificate, String key, String ca, String clientCa) {}

  /// Whether those who connect are asked for a certificate.
  public enum Clients {
    NONE,
    WANTED,
    REQUIRED
  }

  public TlsSettings {
    protocols = List.copyOf(protocols);
  }

  /// Reads the files too, so that what is wrong with them is told with all other problems.
  ///
  /// @param in of `tandem.sip.transport`
  public static TlsSettings from(SettingsReader in) {
    var settings =
        new TlsSettings(
            new Files(
                in.text("tls.certificate"),
                in.text("tls.key"),
                in.text("tls.ca"),
                in.text("tls.client-ca")),
            clients(in),
            protocols(in),
            in.duration("tls.reload-every", Duration.ofMillis(10), Duration.ofHours(1)),
            in.duration("tls.handshake-within", Duration.ofMillis(10), Duration.ofMinutes(1)),
            in.integer("tls.max-handshakes", 1, 100_000));
    switch (Material.load(settings)) {
      case Material.Loaded.Usable _ -> {}
      case Material.Loaded.Unusable(var problems) ->
          problems.forEach(it -> in.problem("tls." + it.key(), it.text()));
    }
    return settings;
  }

  private static Clients clients(SettingsReader in) {
    String text = in.text("tls.client-certificate");
    try {
      return Clients.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      in.problem("tls.client-certificate", "knows none, wanted and required, not " + text);
      return Clients.NONE;
    }
  }

  private static List<String> protocols(SettingsReader in) {
    List<String> named = in.texts("tls.protocols");
    in.check(
        !named.isEmpty() && PROTOCOLS.containsAll(named),
        "tls.protocols",
        "knows TLSv1.2 and TLSv1.3, not " + named);
    return named;
  }
}
