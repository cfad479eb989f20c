package dev.tandem.sip;

import com.typesafe.config.Config;
import dev.tandem.config.InvalidSettings;
import dev.tandem.config.SettingsReader;
import dev.tandem.sip.guard.AdmissionSettings;
import dev.tandem.sip.guard.MessageLimits;
import dev.tandem.sip.guard.ReplyBudget;
import dev.tandem.sip.transaction.Numeric;
import dev.tandem.sip.transaction.TransactionSettings;
import dev.tandem.sip.transport.Listener;
import dev.tandem.sip.transport.Transport;
import dev.tandem.sip.transport.TransportSettings;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// What `tandem.sip` says, and under which address others reach this node.
///
/// @param garbage used up by one stack: read the settings anew for another
/// @param advertisedHost empty for that of the listener
/// @param advertisedPort of UDP and TCP, 0 for that of the listener
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
    in.check(
        settings.transport.listeners().stream().noneMatch(settings::isNowhere),
        "advertised-host",
        "is needed when a listener is on all addresses, and must be of its family");
    in.done();
    return settings;
  }

  /// On all addresses, and nobody says which others reach.
  private boolean isNowhere(Listener listener) {
    InetAddress address = new InetSocketAddress(listener.address(), 0).getAddress();
    return address != null
        && address.isAnyLocalAddress()
        && hostOf(listener, address).equals(NetUtil.toAddressString(address));
  }

  /// By which others reach a listener.
  String hostOf(Listener listener, InetAddress bound) {
    if (!listener.advertisedHost().isEmpty()) {
      return listener.advertisedHost();
    }
    return fits(advertisedHost, bound) ? advertisedHost : NetUtil.toAddressString(bound);
  }

  /// 0 for the one it is bound to. What stands for all is about the port of UDP and TCP.
  int portOf(Listener listener) {
    boolean usual = listener.transport() == Transport.UDP || listener.transport() == Transport.TCP;
    return listener.advertisedPort() == 0 && usual ? advertisedPort : listener.advertisedPort();
  }

  /// A name is of every family.
  private static boolean fits(String host, InetAddress bound) {
    InetSocketAddress numeric = Numeric.address(host, 0);
    return !host.isEmpty()
        && (numeric == null
            || numeric.getAddress() instanceof Inet4Address == bound instanceof Inet4Address);
  }
}
