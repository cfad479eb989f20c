package dev.tandem.sip;

import com.typesafe.config.Config;
import dev.tandem.config.InvalidSettings;
import dev.tandem.config.SettingsReader;
import dev.tandem.sip.guard.AdmissionSettings;
import dev.tandem.sip.guard.MessageLimits;
import dev.tandem.sip.guard.ReplyBudget;
import dev.tandem.sip.transaction.TransactionSettings;
import dev.tandem.sip.transport.Listener;
import dev.tandem.sip.transport.TransportSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// What `tandem.sip` says, and under which address others reach this node.
///
/// @param garbage used up by one stack: read the settings anew for another
/// @param advertisedHost empty for that of the listener
/// @param advertisedPort 0 for that of the listener
public record SipSettings(
    TransportSettings transport,
    MessageLimits limits,
    ReplyBudget garbage,
    AdmissionSettings admission,
    TransactionSettings transactions,
    String advertisedHost,
    int advertisedPort) {

  /// @throws InvalidSettings when something cannot be used
  public static SipSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.edge");
    var settings =
        new SipSettings(
            TransportSettings.from(config),
            MessageLimits.from(config),
            ReplyBudget.from(config),
            AdmissionSettings.from(config),
            TransactionSettings.from(config),
            in.text("advertised-host"),
            in.integer("advertised-port", 0, 65535));
    boolean anywhere = settings.transport.listeners().stream().anyMatch(SipSettings::isAnywhere);
    in.check(
        !anywhere || !settings.advertisedHost.isEmpty(),
        "advertised-host",
        "is needed when tandem.sip.transport.address listens on all addresses");
    in.done();
    return settings;
  }

  private static boolean isAnywhere(Listener listener) {
    InetAddress address = new InetSocketAddress(listener.address(), 0).getAddress();
    return address != null && address.isAnyLocalAddress();
  }
}
