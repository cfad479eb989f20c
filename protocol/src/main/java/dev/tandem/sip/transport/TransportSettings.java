package dev.tandem.sip.transport;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Validated form of `tandem.sip.transport` in `reference.conf`, where each default is explained.
///
/// @param address the local address to listen on, literal or name
/// @param port 0-65535; 0 lets the system choose one number for all transports
/// @param socketBufferBytes asked of the kernel for each UDP direction
public record TransportSettings(
    String address, int port, Set<Transport> transports, int socketBufferBytes, Stream stream) {

  /// What applies to connections only.
  public record Stream(Frame frame, Bounds bounds, Deadlines deadlines) {}

  /// @param maxHeaderBytes start line and headers up to and with the empty line
  /// @param maxBodyBytes largest `Content-Length` taken
  public record Frame(int maxHeaderBytes, int maxBodyBytes) {}

  /// @param connections accepted ones, and again as many opened by us
  /// @param connectionsPerSource accepted from one IPv4 address or one IPv6 /64
  /// @param outboundBytes unsent on one connection before its reader counts as too slow
  /// @param waitingMessages for one connect in progress
  public record Bounds(
      int connections, int connectionsPerSource, int outboundBytes, int waitingMessages) {}

  /// @param message from accept to the first whole message, later from first to last byte of one
  /// @param idle without a message or keep-alive either way
  /// @param connect for a connection we open
  public record Deadlines(Duration message, Duration idle, Duration connect) {}

  public TransportSettings {
    transports = Set.copyOf(transports);
  }

  /// @throws dev.tandem.config.InvalidSettings naming every problem at once
  public static TransportSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.sip.transport");
    var settings =
        new TransportSettings(
            in.text("address"),
            in.integer("port", 0, 65535),
            transports(in),
            (int) in.bytes("udp.socket-buffer", 64 << 10, 256 << 20),
            new Stream(frame(in), bounds(in), deadlines(in)));
    in.check(!settings.address.isBlank(), "address", "must not be empty");
    in.done();
    return settings;
  }

  public TransportSettings withPort(int other) {
    return new TransportSettings(address, other, transports, socketBufferBytes, stream);
  }

  private static Frame frame(SettingsReader in) {
    return new Frame(
        (int) in.bytes("stream.max-header", 1 << 10, 1 << 20),
        (int) in.bytes("stream.max-body", 1 << 10, 1 << 20));
  }

  private static Bounds bounds(SettingsReader in) {
    return new Bounds(
        in.integer("stream.max-connections", 1, 1_000_000),
        in.integer("stream.max-connections-per-source", 1, 1_000_000),
        (int) in.bytes("stream.max-outbound", 64 << 10, 64 << 20),
        in.integer("stream.max-waiting-messages", 1, 100_000));
  }

  private static Deadlines deadlines(SettingsReader in) {
    return new Deadlines(
        in.duration("stream.message-within", Duration.ofMillis(10), Duration.ofMinutes(5)),
        in.duration("stream.idle", Duration.ofMillis(10), Duration.ofDays(1)),
        in.duration("stream.connect-within", Duration.ofMillis(10), Duration.ofMinutes(2)));
  }

  private static Set<Transport> transports(SettingsReader in) {
    var found = EnumSet.noneOf(Transport.class);
    for (String name : in.texts("transports")) {
      try {
        found.add(Transport.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException _) {
        in.problem("transports", "knows udp and tcp, not " + name);
      }
    }
    in.check(!found.isEmpty(), "transports", "must name at least one of udp, tcp");
    return found;
  }
}
