package dev.tandem.sip.transport;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.sip.transport.tls.TlsSettings;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Validated form of `tandem.sip.transport` in `reference.conf`, where each default is explained.
///
/// @param listeners at least one
/// @param socketBufferBytes asked of the kernel for each UDP direction
/// @param tls null when no listener speaks it
public record TransportSettings(
    List<Listener> listeners, int socketBufferBytes, Stream stream, @Nullable TlsSettings tls) {

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
      int connections, int connectionsPerSource, int outboundBytes, int waitingMessages) {
    WriteBufferWaterMark waterMark() {
      return new WriteBufferWaterMark(outboundBytes / 2, outboundBytes);
    }
  }

  /// @param message from accept to the first whole message, later from first to last byte of one
  /// @param idle without a message or keep-alive either way
  /// @param connect for a connection we open
  public record Deadlines(Duration message, Duration idle, Duration connect) {}

  public TransportSettings {
    listeners = List.copyOf(listeners);
  }

  /// @throws dev.tandem.config.InvalidSettings naming every problem at once
  public static TransportSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.sip.transport");
    List<Listener> listeners = ListenerList.read(in);
    boolean secure = listeners.stream().anyMatch(it -> it.transport().secure());
    var settings =
        new TransportSettings(
            listeners,
            (int) in.bytes("udp.socket-buffer", 64 << 10, 256 << 20),
            new Stream(frame(in), bounds(in), deadlines(in)),
            secure ? TlsSettings.from(in) : null);
    in.done();
    return settings;
  }

  /// Every listener on that port; for tests, where 0 gives each a free one.
  public TransportSettings withPort(int other) {
    return new TransportSettings(
        listeners.stream().map(it -> it.withPort(other)).toList(), socketBufferBytes, stream, tls);
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
}
